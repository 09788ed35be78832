'use strict';
(() => {
  const figures = JSON.parse(document.getElementById('figures').textContent);
  const byId = id => document.getElementById(id);
  const say = (id, number) => { byId(id).textContent = number.toLocaleString('en'); };
  const list = byId('cards');
  const cards = [...list.children].map((element, place) => {
    const faces = [...element.querySelectorAll('.faces li')];
    const boxes = [...element.querySelectorAll('rect')];
    const probabilities = faces.map(face => face.dataset.p === undefined ? NaN : Number(face.dataset.p));
    const judged = probabilities.filter(p => !Number.isNaN(p));
    return {
      element, place, faces, boxes, probabilities,
      name: element.querySelector('.name').textContent,
      failed: element.querySelector('.error') !== null,
      best: judged.length ? Math.max(...judged) : NaN,
    };
  });

  const from = (bins, start) => bins.slice(start).reduce((sum, count) => sum + count, 0);
  const kind = (card, threshold) =>
    card.failed ? 'failed' : Number.isNaN(card.best) ? 'none' : card.best >= threshold ? 'smiling' : 'not';
  let threshold = figures.threshold;

  const svg = (name, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    return element;
  };

  function histogram(start) {
    const bars = 50;
    const width = 1000 / bars;
    const stacks = Array.from({ length: bars }, () => [0, 0]);
    figures.faces.forEach((count, bin) => {
      stacks[Math.min(bars - 1, Math.floor(bin / width))][bin >= start ? 1 : 0] += count;
    });
    const most = Math.max(1, ...stacks.map(([below, above]) => below + above));
    const tall = count => count === 0 ? 0 : Math.max(1.5, 100 * count / most);
    const parts = [];
    stacks.forEach(([below, above], i) => {
      const x = i * width + 1;
      const low = tall(below);
      const high = tall(above);
      parts.push(svg('rect', { class: 'below', x, y: 100 - low, width: width - 2, height: low }));
      parts.push(svg('rect', { class: 'above', x, y: 100 - low - high, width: width - 2, height: high }));
    });
    parts.push(svg('line', { class: 'cut', x1: start, x2: start, y1: 0, y2: 100 }));
    byId('histogram').replaceChildren(...parts);
  }

  function show() {
    const start = Math.round(1000 * threshold);
    const smilingFaces = from(figures.faces, start);
    const smilingPictures = from(figures.pictures, start);
    const judgedPictures = from(figures.pictures, 0);
    say('smiling-faces', smilingFaces);
    say('count-all', figures.all);
    say('count-smiling', smilingPictures);
    say('count-not', judgedPictures - smilingPictures);
    say('count-none', figures.all - figures.failed - judgedPictures);
    say('count-failed', figures.failed);
    histogram(start);
    byId('histogram').setAttribute('aria-label', 'Histogram of smile probabilities: '
      + smilingFaces + ' faces at or above ' + threshold + ', '
      + (from(figures.faces, 0) - smilingFaces) + ' below');
    const wanted = document.querySelector('input[name=show]:checked').value;
    let shown = 0;
    for (const card of cards) {
      card.probabilities.forEach((p, i) => {
        if (!Number.isNaN(p)) {
          const smiling = p >= threshold;
          card.faces[i].classList.toggle('smiling', smiling);
          card.faces[i].lastElementChild.textContent = smiling ? 'smiling' : 'not smiling';
          card.boxes[i]?.classList.toggle('smiling', smiling);
        }
      });
      card.element.hidden = wanted !== 'all' && kind(card, threshold) !== wanted;
      shown += card.element.hidden ? 0 : 1;
    }
    byId('shown').textContent = shown.toLocaleString('en') + (shown === 1 ? ' picture' : ' pictures') + ' shown below';
  }

  function sort() {
    const last = (p, instead) => Number.isNaN(p) ? instead : p;
    const orders = {
      given: (a, b) => a.place - b.place,
      highest: (a, b) => last(b.best, -1) - last(a.best, -1) || a.place - b.place,
      lowest: (a, b) => last(a.best, 2) - last(b.best, 2) || a.place - b.place,
      name: (a, b) => a.name.localeCompare(b.name) || a.place - b.place,
    };
    list.append(...[...cards].sort(orders[byId('order').value]).map(card => card.element));
  }

  const slider = byId('threshold');
  const number = byId('threshold-number');
  let due = false;
  function change(value, other) {
    if (value === '' || !(value >= 0 && value <= 1)) {
      return;
    }
    threshold = Math.round(1000 * value) / 1000;
    other.value = threshold;
    if (!due) {
      due = true;
      requestAnimationFrame(() => { due = false; show(); });
    }
  }
  slider.addEventListener('input', () => change(slider.value, number));
  number.addEventListener('input', () => change(number.value, slider));
  byId('order').addEventListener('change', sort);
  document.querySelectorAll('input[name=show]').forEach(input => input.addEventListener('change', show));
  show();
})();
