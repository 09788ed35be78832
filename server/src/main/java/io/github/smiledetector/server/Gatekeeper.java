package io.github.smiledetector.server;

import io.github.smiledetector.action.ActionOutcome;
import io.github.smiledetector.action.Actions;
import io.github.smiledetector.action.GateAction;
import io.github.smiledetector.action.GateEvent;
import io.github.smiledetector.track.GateOptions;
import io.github.smiledetector.track.GateState;
import io.github.smiledetector.track.Opening;
import io.github.smiledetector.track.SmileGate;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Has the last word on a server's openings, and sets off what follows from one. Thread-safe.
 *
 * <p>Each stream has a gate of its own, which begins anew with the connection. What the server does
 * happens once for all of them: whoever connects anew, or twice, does not get around the cooldown,
 * and whoever connects anew not around the end of the smile either.
 */
final class Gatekeeper implements AutoCloseable {
  private static final int RUN_BYTES = 5;

  private final GateOptions options;
  private final Actions actions;
  private final Metrics metrics;
  private final EventLog log;
  private final LongSupplier nanoClock;
  private final String run;
  private final String name;
  private final AtomicLong gates = new AtomicLong();
  private final Object lock = new Object();
  private boolean opened;
  private long openedNanos;

  /**
   * @param options of all gates if there are actions, else of those whose clients ask for nothing
   * @param name what events call all gates; empty for a name of this run alone
   * @param actions that an opening sets off; closed with this
   * @param nanoClock never goes back
   */
  Gatekeeper(
      GateOptions options,
      Optional<String> name,
      List<? extends GateAction> actions,
      Metrics metrics,
      EventLog log,
      LongSupplier nanoClock) {
    this.options = options;
    this.metrics = metrics;
    this.log = log;
    this.nanoClock = nanoClock;
    this.actions = new Actions(actions, this::ended);
    byte[] random = new byte[RUN_BYTES];
    new SecureRandom().nextBytes(random);
    this.run = "gate-" + HexFormat.of().formatHex(random);
    this.name = name.orElse(run);
  }

  /** The options that hold where a client says nothing. */
  GateOptions options() {
    return options;
  }

  /** The options that hold for a client that asks for some. */
  GateOptions options(GateOptions asked) {
    return acts() ? options : asked;
  }

  /** What an opening sets off, in words. */
  List<String> actions() {
    return actions.names();
  }

  private boolean acts() {
    return !actions.names().isEmpty();
  }

  /**
   * A gate whose openings' ids nobody else has. Where there are actions and a gate has opened
   * already, it may be the same smile that this one sees: it has to end first.
   */
  SmileGate gate(GateOptions effective) {
    String id = run + "-" + gates.incrementAndGet();
    return acts() && hasOpened()
        ? SmileGate.waitingForEnd(effective, id)
        : new SmileGate(effective, id);
  }

  private boolean hasOpened() {
    synchronized (lock) {
      return opened;
    }
  }

  /**
   * Lets a gate's opening happen, or not. Returns at once, whatever follows.
   *
   * @param stream whose gate it is, for the log
   * @param age of the frame that it is about: how long ago it arrived
   * @return the state, or, if it would open within the cooldown of another gate's opening, one that
   *     cools down
   */
  GateState admit(String stream, GateState state, Duration age) {
    if (state.opening().isEmpty()) {
      return state;
    }
    if (acts() && !begins()) {
      return new GateState(
          state.time(),
          GateState.Phase.COOLDOWN,
          GateState.Reason.COOLING_DOWN,
          0,
          OptionalLong.empty(),
          Optional.empty());
    }
    Opening opening = state.opening().get();
    metrics.opening();
    log.event("opening", Map.of("stream", stream, "opening", opening.id()));
    if (acts()) {
      // How they end is heard by the listener.
      var unused = actions.act(GateEvent.of(name, opening, age));
    }
    return state;
  }

  private boolean begins() {
    synchronized (lock) {
      long now = nanoClock.getAsLong();
      if (opened && now - openedNanos < options.cooldown().toNanos()) {
        return false;
      }
      opened = true;
      openedNanos = now;
      return true;
    }
  }

  private void ended(GateEvent event, String action, ActionOutcome outcome, Duration took) {
    metrics.action(action, outcome.result());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("opening", event.opening());
    fields.put("name", action);
    fields.put("outcome", outcome.result().label());
    fields.put("detail", outcome.detail());
    fields.put("millis", took.toMillis());
    log.event("action", fields);
  }

  /** Returns when what openings have set off has ended. */
  @Override
  public void close() {
    actions.close();
  }
}
