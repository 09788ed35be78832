package io.github.smiledetector.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GroupSplitTest {
  private static final GroupSplit.Rule RULE = new GroupSplit.Rule("person", 42, false, List.of());

  /** 200 persons of 1 to 9 pictures, 50 pictures of nobody known; every third is checked. */
  private static LabelTable table() {
    List<LabelTable.Row> rows = new ArrayList<>();
    for (int person = 0; person < 200; person++) {
      for (int i = 0; i <= person % 9; i++) {
        rows.add(row(rows.size(), "p" + person));
      }
    }
    for (int i = 0; i < 50; i++) {
      rows.add(row(rows.size(), ""));
    }
    return new LabelTable(
        Path.of("t.csv").toAbsolutePath(), List.of("file", "person", "checked"), rows);
  }

  private static LabelTable.Row row(int i, String person) {
    return new LabelTable.Row(
        i + 2, Map.of("file", i + ".jpg", "person", person, "checked", i % 3 == 0 ? "yes" : ""));
  }

  private static Set<String> persons(LabelTable table) {
    return table.rows().stream()
        .map(row -> row.cell("person"))
        .filter(person -> !person.isEmpty())
        .collect(Collectors.toSet());
  }

  @Test
  void keepsPersonsApart() {
    LabelTable table = table();
    GroupSplit split = GroupSplit.of(table, RULE, 0.1);
    assertThat(persons(split.heldOut()))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(persons(split.rest()));
    assertThat(split.heldOut().rows()).hasSizeBetween(100, 106); // of 1,036
    assertThat(split.heldOut().rows()).noneMatch(row -> row.cell("person").isEmpty());
    assertThat(split.heldOut().rows().size() + split.rest().rows().size())
        .isEqualTo(table.rows().size());
    assertThat(split.dropped()).isZero();
  }

  @Test
  void dependsOnTheSeedAndNotOnTheOrderOfRows() {
    LabelTable table = table();
    List<LabelTable.Row> shuffled = new ArrayList<>(table.rows());
    Collections.shuffle(shuffled, new Random(5));
    LabelTable other = new LabelTable(table.file(), table.columns(), shuffled);
    Set<String> persons = persons(GroupSplit.of(table, RULE, 0.1).heldOut());
    assertThat(persons(GroupSplit.of(other, RULE, 0.1).heldOut())).isEqualTo(persons);
    GroupSplit.Rule another = new GroupSplit.Rule("person", 43, false, List.of());
    assertThat(persons(GroupSplit.of(table, another, 0.1).heldOut())).isNotEqualTo(persons);
  }

  @Test
  void leavesOutTheUnknownWhereAsked() {
    GroupSplit.Rule rule = new GroupSplit.Rule("person", 42, true, List.of());
    GroupSplit split = GroupSplit.of(table(), rule, 0.1);
    assertThat(split.dropped()).isEqualTo(50);
    assertThat(split.rest().rows()).noneMatch(row -> row.cell("person").isEmpty());
  }

  @Test
  void holdsOutOnlyRowsWithTheRequiredColumn() {
    GroupSplit.Rule rule = new GroupSplit.Rule("person", 42, false, List.of("checked"));
    GroupSplit split = GroupSplit.of(table(), rule, 0.2);
    assertThat(split.heldOut().rows()).allMatch(row -> row.cell("checked").equals("yes"));
    assertThat(split.heldOut().rows().size()).isCloseTo(69, within(3)); // a fifth of 346
    assertThat(persons(split.heldOut())).doesNotContainAnyElementsOf(persons(split.rest()));
    assertThat(split.dropped()).isPositive();
  }

  @Test
  void holdsEveryRowOutInOneFold() {
    LabelTable table = table();
    List<GroupSplit> folds = GroupSplit.folds(table, RULE, 5);
    Set<String> held = new HashSet<>();
    for (GroupSplit fold : folds) {
      assertThat(persons(fold.heldOut())).doesNotContainAnyElementsOf(persons(fold.rest()));
      assertThat(fold.heldOut().rows().size()).isCloseTo(197, within(9)); // a fifth of 986
      fold.heldOut().rows().forEach(row -> assertThat(held.add(row.cell("file"))).isTrue());
    }
    assertThat(held).hasSize(table.rows().size() - 50);
  }

  @Test
  void refusesWhatCannotBeDivided() {
    LabelTable one =
        new LabelTable(Path.of("t.csv"), List.of("file", "person"), List.of(row(1, "p")));
    assertThatThrownBy(() -> GroupSplit.of(one, RULE, 0.5))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("too few groups");
    assertThatThrownBy(() -> GroupSplit.folds(one, RULE, 2)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> GroupSplit.folds(one, RULE, 1)).isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> GroupSplit.of(one, RULE, 1)).isInstanceOf(OptionException.class);
    GroupSplit.Rule rule = new GroupSplit.Rule("who", 42, false, List.of());
    assertThatThrownBy(() -> GroupSplit.of(one, rule, 0.5))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no column \"who\"");
  }
}
