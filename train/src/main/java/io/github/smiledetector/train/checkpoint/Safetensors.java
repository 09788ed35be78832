package io.github.smiledetector.train.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.smiledetector.fetch.Sha256;
import io.github.smiledetector.train.files.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files of named float32 vectors and one text, in the safetensors format: the length of a JSON
 * header as 8 bytes, little endian; the header; the numbers. Other programs that know the format
 * read them too. The header begins with a SHA-256 over the whole file, names and places of the
 * vectors included, as it was with zeros in that SHA-256's place.
 */
final class Safetensors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METADATA = "__metadata__";
  private static final String TEXT = "text";
  private static final String DIGEST = "sha256";
  private static final String NO_DIGEST = "0".repeat(64);

  /** What every header of ours begins with: the digest is always at the same place. */
  private static final byte[] OPENING =
      ("{\"" + METADATA + "\":{\"" + DIGEST + "\":\"").getBytes(StandardCharsets.UTF_8);

  /** The format's own limit. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final int PIECE_BYTES = 1 << 16;

  private Safetensors() {}

  /** What a file holds. */
  record Content(String text, Map<String, float[]> vectors) {}

  /**
   * Writes a file, whole or not at all.
   *
   * @param beforeNaming done when the bytes are on the disk, before the file gets its name
   */
  static void write(Path file, Content content, Runnable beforeNaming) {
    ObjectNode header = JSON.createObjectNode();
    header
        .putObject(METADATA)
        .put(DIGEST, NO_DIGEST)
        .put("format", "smile-detector checkpoint")
        .put(TEXT, content.text());
    long size = 0;
    for (Map.Entry<String, float[]> entry : content.vectors().entrySet()) {
      long end = size + (long) Float.BYTES * entry.getValue().length;
      ObjectNode tensor = header.putObject(entry.getKey());
      tensor.put("dtype", "F32").putArray("shape").add(entry.getValue().length);
      tensor.putArray("data_offsets").add(size).add(end);
      size = end;
    }
    byte[] encoded;
    try {
      encoded = JSON.writeValueAsBytes(header);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree always has a JSON form", e);
    }
    MessageDigest digest = begin(encoded);
    forEachPiece(content, digest::update);
    putDigest(encoded, Sha256.hex(digest));
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    length.putLong(encoded.length).flip();
    WholeFile.write(
        file,
        beforeNaming,
        out -> {
          WholeFile.writeAll(out, length);
          WholeFile.writeAll(out, ByteBuffer.wrap(encoded));
          forEachPiece(content, piece -> WholeFile.writeAll(out, piece));
        });
  }

  /** Takes a piece of the numbers as they stand in the file. */
  @FunctionalInterface
  private interface Taker<E extends Exception> {
    void take(ByteBuffer piece) throws E;
  }

  /** Goes through all numbers in one small buffer: a second copy of them would cost their size. */
  private static <E extends Exception> void forEachPiece(Content content, Taker<E> taker) throws E {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] vector : content.vectors().values()) {
      for (int from = 0; from < vector.length; from += PIECE_BYTES / Float.BYTES) {
        int count = Math.min(vector.length - from, PIECE_BYTES / Float.BYTES);
        piece.clear();
        piece.asFloatBuffer().put(vector, from, count);
        taker.take(piece.limit(count * Float.BYTES));
      }
    }
  }

  /**
   * Reads a file and makes sure of it.
   *
   * @throws IOException if it cannot be read, is no such file or was damaged; the message says what
   *     is wrong with it
   */
  static Content read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() < Long.BYTES) {
      throw new IOException("it has only " + bytes.remaining() + " bytes");
    }
    long headerLength = bytes.getLong();
    if (headerLength < 2 || headerLength > Math.min(MAX_HEADER_BYTES, bytes.remaining())) {
      throw new IOException(
          "its header should have " + headerLength + " bytes, " + bytes.remaining() + " are there");
    }
    byte[] encoded = new byte[(int) headerLength];
    bytes.get(encoded);
    ByteBuffer numbers = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (encoded.length < OPENING.length + NO_DIGEST.length()
        || !Arrays.equals(encoded, 0, OPENING.length, OPENING, 0, OPENING.length)) {
      throw new IOException("it does not begin as a checkpoint of this program does");
    }
    String expected =
        new String(encoded, OPENING.length, NO_DIGEST.length(), StandardCharsets.ISO_8859_1);
    putDigest(encoded, NO_DIGEST);
    String found = digest(encoded, numbers);
    if (!found.equals(expected)) {
      throw new IOException(
          "its SHA-256 is " + found + ", its header says '" + expected + "': it was damaged");
    }
    JsonNode header;
    try {
      header = JSON.readTree(encoded);
    } catch (JsonProcessingException e) {
      throw new IOException("its header is no JSON: " + e.getOriginalMessage(), e);
    }
    String text = header.path(METADATA).path(TEXT).asText();
    Map<String, float[]> vectors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (!entry.getKey().equals(METADATA)) {
        vectors.put(entry.getKey(), vector(entry.getKey(), entry.getValue(), numbers));
      }
    }
    return new Content(text, vectors);
  }

  private static float[] vector(String name, JsonNode tensor, ByteBuffer numbers)
      throws IOException {
    long begin = tensor.path("data_offsets").path(0).asLong(-1);
    long end = tensor.path("data_offsets").path(1).asLong(-1);
    if (begin < 0
        || end < begin
        || end > numbers.capacity()
        || (end - begin) % Float.BYTES != 0
        || !tensor.path("dtype").asText().equals("F32")) {
      throw new IOException(name + " is said to lie at " + begin + " to " + end);
    }
    float[] values = new float[(int) (end - begin) / Float.BYTES];
    numbers
        .slice((int) begin, (int) (end - begin))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }

  /** Covers the header's length too: the same bytes may be divided otherwise. */
  private static MessageDigest begin(byte[] header) {
    MessageDigest digest = Sha256.start();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(header.length).flip());
    digest.update(header);
    return digest;
  }

  private static String digest(byte[] header, ByteBuffer numbers) {
    MessageDigest digest = begin(header);
    digest.update(numbers.duplicate());
    return Sha256.hex(digest);
  }

  private static void putDigest(byte[] header, String digest) {
    System.arraycopy(
        digest.getBytes(StandardCharsets.ISO_8859_1), 0, header, OPENING.length, digest.length());
  }
}
