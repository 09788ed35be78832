package io.github.smiledetector.train.recipe;

import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads any record as names and values. */
public final class RecordValues {
  private RecordValues() {}

  /**
   * A record's values by their names, in order.
   *
   * @param record of a public type
   * @return an unmodifiable map
   */
  public static Map<String, Object> of(Record record) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        values.put(component.getName(), component.getAccessor().invoke(record));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a public record's accessors are public", e);
      }
    }
    return Collections.unmodifiableMap(values);
  }
}
