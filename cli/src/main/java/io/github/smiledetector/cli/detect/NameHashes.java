package io.github.smiledetector.cli.detect;

import io.github.smiledetector.fetch.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * A set of names that keeps 16 bytes of each, so that millions of them fit: the first half of their
 * SHA-256, by which no two names will ever be confused. For one thread at a time.
 */
final class NameHashes {
  /** Pairs; a pair of zeros is free. */
  private long[] table = new long[2 * 1024];

  private int size;

  /** Adds a name; false if it was there already. */
  boolean add(String name) {
    if (4 * (size + 1) > table.length) {
      grow();
    }
    boolean added = insert(table, hash(name));
    size += added ? 1 : 0;
    return added;
  }

  boolean contains(String name) {
    long[] hash = hash(name);
    int at = slot(table, hash);
    return table[at] != 0 || table[at + 1] != 0;
  }

  int size() {
    return size;
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(2, table.length)];
    for (int i = 0; i < table.length; i += 2) {
      if (table[i] != 0 || table[i + 1] != 0) {
        insert(larger, new long[] {table[i], table[i + 1]});
      }
    }
    table = larger;
  }

  private static boolean insert(long[] table, long[] hash) {
    int at = slot(table, hash);
    if (table[at] != 0 || table[at + 1] != 0) {
      return false;
    }
    table[at] = hash[0];
    table[at + 1] = hash[1];
    return true;
  }

  /** Where it is, or would be. */
  private static int slot(long[] table, long[] hash) {
    int mask = table.length - 2;
    int at = (int) hash[0] & mask;
    while ((table[at] != 0 || table[at + 1] != 0)
        && (table[at] != hash[0] || table[at + 1] != hash[1])) {
      at = (at + 2) & mask;
    }
    return at;
  }

  private static long[] hash(String name) {
    byte[] digest = Sha256.start().digest(name.getBytes(StandardCharsets.UTF_8));
    long[] hash = new long[2];
    for (int i = 0; i < 16; i++) {
      hash[i / 8] = (hash[i / 8] << 8) | (digest[i] & 0xFF);
    }
    return hash;
  }
}
