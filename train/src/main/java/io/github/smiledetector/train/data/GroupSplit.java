package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A table divided so that no group, such as a person, is on both sides: who has been learnt from is
 * no test.
 *
 * @param heldOut rows to test with, in the table's order
 * @param rest rows to learn from, in the table's order
 * @param dropped how many rows are in neither
 */
public record GroupSplit(LabelTable heldOut, LabelTable rest, int dropped) {
  /**
   * How to divide.
   *
   * @param by column of the groups
   * @param seed decides the draw; the same seed gives the same split on any machine
   * @param dropUnknown whether rows that belong to no known group are left out, rather than learnt
   *     from
   * @param required columns that have to be filled in the rows to test with; other rows of the
   *     groups held out are left out
   */
  public record Rule(String by, long seed, boolean dropUnknown, List<String> required) {
    /** Copies the list. */
    public Rule {
      required = List.copyOf(required);
    }
  }

  /**
   * Holds a share of the rows out. Groups are drawn at random, and one that would lead further away
   * from the share than going without it is passed over.
   *
   * @param table stays as it is
   * @param share of the rows in which the required columns are filled, between 0 and 1
   * @throws OptionException if the share is out of range
   * @throws DataException if a column is missing, or a side would be empty
   */
  public static GroupSplit of(LabelTable table, Rule rule, double share) {
    if (!(share > 0 && share < 1)) {
      throw new OptionException("the share to hold out must be between 0 and 1, not " + share);
    }
    List<Group> groups = groups(table, rule);
    long usable = table.rows().stream().filter(row -> isUsable(row, rule)).count();
    double wanted = share * usable;
    Set<String> chosen = new HashSet<>();
    int held = 0;
    for (Group group : groups) {
      if (group.usable > 0 && Math.abs(held + group.usable - wanted) < Math.abs(held - wanted)) {
        held += group.usable;
        chosen.add(group.name);
      }
    }
    return divided(table, rule, chosen);
  }

  /**
   * Makes several splits; every row to test with is held out in exactly one of them. The folds have
   * about the same number of such rows.
   *
   * @param table stays as it is
   * @param folds at least 2
   * @throws OptionException if there are fewer than 2 folds
   * @throws DataException if a column is missing, or there are fewer groups than folds
   */
  public static List<GroupSplit> folds(LabelTable table, Rule rule, int folds) {
    if (folds < 2) {
      throw new OptionException("cross-validation takes at least 2 folds, not " + folds);
    }
    List<Set<String>> chosen = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      chosen.add(new HashSet<>());
    }
    int[] rows = new int[folds];
    for (Group group : groups(table, rule)) {
      if (group.usable == 0) {
        continue; // learnt from in every fold
      }
      int smallest = 0;
      for (int fold = 1; fold < folds; fold++) {
        if (rows[fold] < rows[smallest]) {
          smallest = fold;
        }
      }
      chosen.get(smallest).add(group.name);
      rows[smallest] += group.usable;
    }
    return chosen.stream().map(names -> divided(table, rule, names)).toList();
  }

  /** A group, and how many rows to test with it has. */
  private static final class Group {
    final String name;
    int usable;

    Group(String name) {
      this.name = name;
    }
  }

  /** The known groups in the order drawn. */
  private static List<Group> groups(LabelTable table, Rule rule) {
    table.require(rule.by());
    rule.required().forEach(table::require);
    Map<String, Group> byName = new TreeMap<>(PictureFolders.CODE_POINTS);
    for (LabelTable.Row row : table.rows()) {
      String name = row.cell(rule.by());
      if (!name.isEmpty()) {
        Group group = byName.computeIfAbsent(name, Group::new);
        group.usable += isUsable(row, rule) ? 1 : 0;
      }
    }
    List<Group> groups = new ArrayList<>(byName.values());
    Collections.shuffle(groups, new Random(rule.seed()));
    return groups;
  }

  private static boolean isUsable(LabelTable.Row row, Rule rule) {
    return rule.required().stream().noneMatch(column -> row.cell(column).isEmpty());
  }

  private static GroupSplit divided(LabelTable table, Rule rule, Set<String> chosen) {
    List<LabelTable.Row> heldOut = new ArrayList<>();
    List<LabelTable.Row> rest = new ArrayList<>();
    for (LabelTable.Row row : table.rows()) {
      String name = row.cell(rule.by());
      if (chosen.contains(name)) {
        if (isUsable(row, rule)) {
          heldOut.add(row);
        }
      } else if (!name.isEmpty() || !rule.dropUnknown()) {
        rest.add(row);
      }
    }
    if (heldOut.isEmpty() || rest.isEmpty()) {
      throw new DataException(
          table.file()
              + ": the column "
              + rule.by()
              + " has too few groups to divide by: "
              + (heldOut.isEmpty()
                  ? "nothing would be held out"
                  : "nothing would be left to learn from"));
    }
    return new GroupSplit(
        new LabelTable(table.file(), table.columns(), heldOut),
        new LabelTable(table.file(), table.columns(), rest),
        table.rows().size() - heldOut.size() - rest.size());
  }
}
