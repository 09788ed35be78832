package io.github.smiledetector.picture;

import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.RandomAccessReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.tiff.DirectoryTiffHandler;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * A few tags from the first directory of a TIFF or of Exif data, which has the same form.
 *
 * <p>Only tags that are asked for are read, and neither the next directory nor any directory within
 * one: a file could otherwise send us in circles, or have one long value copied for each of
 * thousands of tags.
 */
final class TiffTags extends DirectoryTiffHandler {
  /** Longer values are passed over: a strip table of a picture of 40 megapixels is far shorter. */
  private static final int MAX_VALUE_BYTES = 1 << 20;

  private final Set<Integer> wanted;

  private TiffTags(Metadata metadata, Set<Integer> wanted) {
    super(metadata, null);
    this.wanted = wanted;
    pushDirectory(ExifIFD0Directory.class);
  }

  /**
   * Reads tags.
   *
   * @param tiff from 0 to its limit
   * @param wanted which; no others are in the result
   * @throws IOException if there is no directory where one should be
   */
  static Directory read(ByteBuffer tiff, Set<Integer> wanted) throws IOException {
    Metadata metadata = new Metadata();
    try {
      new TiffReader().processTiff(new BufferReader(tiff), new TiffTags(metadata, wanted), 0);
    } catch (TiffProcessingException e) {
      throw new IOException(e.getMessage(), e);
    }
    return metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
  }

  /** What Exif data says about the orientation; damaged data says nothing. */
  static Orientation orientation(ByteBuffer exif) {
    try {
      return orientation(read(exif, Set.of(ExifDirectoryBase.TAG_ORIENTATION)));
    } catch (IOException | RuntimeException e) {
      return Orientation.UPRIGHT;
    }
  }

  static Orientation orientation(Directory directory) {
    return Orientation.ofExif(number(directory, ExifDirectoryBase.TAG_ORIENTATION, 1));
  }

  /** A tag's number, -1 if it has none. */
  static int number(Directory directory, int tag) {
    return number(directory, tag, -1);
  }

  static int number(Directory directory, int tag, int otherwise) {
    Integer number = directory == null ? null : directory.getInteger(tag);
    return number == null ? otherwise : number;
  }

  /**
   * A tag's numbers, none if it has none.
   *
   * @throws IllegalArgumentException if it has something else
   */
  static long[] numbers(Directory directory, int tag) {
    Object value = directory.getObject(tag);
    if (value == null) {
      return new long[0];
    }
    if (value instanceof Number number) {
      return new long[] {number.longValue()};
    }
    long[] numbers = new long[Array.getLength(value)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Array.getLong(value, i);
    }
    return numbers;
  }

  @Override
  public void setTiffMarker(int marker) throws TiffProcessingException {
    if (marker != 42) {
      throw new TiffProcessingException("no TIFF: its marker is " + marker + ", not 42");
    }
  }

  @Override
  public boolean tryEnterSubIfd(int tag) {
    return false;
  }

  @Override
  public boolean hasFollowerIfd() {
    return false;
  }

  @Override
  public Long tryCustomProcessFormat(int tag, int format, long components) {
    return null;
  }

  /** Says that a tag is done with, so that nobody else reads it. */
  @Override
  public boolean customProcessTag(
      int offset, Set<Integer> seen, int start, RandomAccessReader reader, int tag, int bytes) {
    return bytes > MAX_VALUE_BYTES || !wanted.contains(tag);
  }

  /** The bytes of a buffer for metadata-extractor. */
  private static final class BufferReader extends RandomAccessReader {
    private final ByteBuffer buffer;

    BufferReader(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public int toUnshiftedOffset(int offset) {
      return offset;
    }

    @Override
    public byte getByte(int index) throws IOException {
      validateIndex(index, 1);
      return buffer.get(index);
    }

    @Override
    public byte[] getBytes(int index, int count) throws IOException {
      validateIndex(index, count);
      byte[] bytes = new byte[count];
      buffer.get(index, bytes);
      return bytes;
    }

    @Override
    protected void validateIndex(int index, int count) throws IOException {
      if (!isValidIndex(index, count)) {
        throw new IOException(
            count + " bytes at " + index + " lie beyond the " + getLength() + " bytes there are");
      }
    }

    @Override
    protected boolean isValidIndex(int index, int count) {
      return index >= 0 && count >= 0 && (long) index + count <= getLength();
    }

    @Override
    public long getLength() {
      return buffer.limit();
    }
  }
}
