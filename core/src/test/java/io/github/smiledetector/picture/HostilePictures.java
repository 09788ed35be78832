package io.github.smiledetector.picture;

import static io.github.smiledetector.picture.EncodedPictures.encode;
import static io.github.smiledetector.picture.EncodedPictures.extendedWebp;
import static io.github.smiledetector.picture.EncodedPictures.inserted;
import static io.github.smiledetector.picture.EncodedPictures.joined;
import static io.github.smiledetector.picture.EncodedPictures.pngChunk;
import static io.github.smiledetector.picture.EncodedPictures.riff;
import static io.github.smiledetector.picture.EncodedPictures.riffChunk;
import static io.github.smiledetector.picture.EncodedPictures.tiff;
import static io.github.smiledetector.picture.EncodedPictures.webp;
import static io.github.smiledetector.picture.EncodedPictures.webpChunks;
import static io.github.smiledetector.picture.EncodedPictures.withChunk;

import io.github.smiledetector.error.PictureException.Kind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Files that are made to break a reader of pictures, or are broken as files come to be, each with
 * what has to become of it. All are made here, from the same seed every time.
 */
public final class HostilePictures {
  private static final int HUGE = 60_000;
  private static final BufferedImage COLOUR = EncodedPictures.colour(40, 33);
  private static final byte[] JPEG = encode(COLOUR, "jpeg");
  private static final byte[] PNG = encode(COLOUR, "png");
  private static final byte[] GIF = encode(COLOUR, "gif", false);
  private static final byte[] BMP = encode(COLOUR, "bmp");
  private static final byte[] TIFF = greyTiff(Map.of());
  private static final byte[] WEBP = webp(COLOUR, 101);

  private static final int WIDTH_TAG = 0x0100;
  private static final int HEIGHT_TAG = 0x0101;
  private static final int BITS_TAG = 0x0102;
  private static final int COMPRESSION_TAG = 0x0103;
  private static final int SAMPLES_TAG = 0x0115;
  private static final int ROWS_TAG = 0x0116;
  private static final int SAMPLE_FORMAT_TAG = 0x0153;

  private final List<Case> cases = new ArrayList<>();

  private HostilePictures() {
    jpegs();
    pngs();
    webps();
    gifs();
    bmps();
    tiffs();
    others();
  }

  /** One file. */
  public static final class Case {
    private final String name;
    private final Optional<Kind> kind;
    private final byte[] bytes;

    private Case(String name, Optional<Kind> kind, byte[] bytes) {
      this.name = name;
      this.kind = kind;
      this.bytes = bytes;
    }

    /** Of the file, with the ending of what it pretends to be. */
    public String name() {
      return name;
    }

    /** The kind of the error; empty if it has to be read all the same. */
    public Optional<Kind> kind() {
      return kind;
    }

    /** The file's contents; only to be read. */
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public String toString() {
      return name.replace("\n", "\\n") + " -> " + kind.map(Kind::label).orElse("read");
    }
  }

  /** All of them. */
  public static List<Case> all() {
    return List.copyOf(new HostilePictures().cases);
  }

  /** Small sound files of every format, by their names, to be cut off anywhere. */
  static Map<String, byte[]> sound() {
    Map<String, byte[]> sound = new LinkedHashMap<>();
    sound.put("sound.jpg", JPEG);
    sound.put("sound.png", PNG);
    sound.put("sound.gif", GIF);
    sound.put("sound.bmp", BMP);
    sound.put("sound.tiff", TIFF);
    sound.put("sound.webp", WEBP);
    return sound;
  }

  /**
   * Writes all of them, a link to nothing and a link that leads in a circle.
   *
   * @param folder that exists
   * @return those that must not be read, with the kind of their error; the others must be
   */
  public static Map<Path, Kind> write(Path folder) {
    Map<Path, Kind> failing = new LinkedHashMap<>();
    try {
      for (Case each : all()) {
        Path file = Files.write(folder.resolve(each.name()), each.bytes());
        each.kind().ifPresent(kind -> failing.put(file, kind));
      }
      Path nowhere = folder.resolve("link-to-nothing.jpg");
      Path circle = folder.resolve("link-in-a-circle.jpg");
      Files.createSymbolicLink(nowhere, Path.of("there is no such file.jpg"));
      Files.createSymbolicLink(circle, circle.getFileName());
      failing.put(nowhere, Kind.MISSING);
      failing.put(circle, Kind.UNREADABLE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return failing;
  }

  private void jpegs() {
    int frame = find(JPEG, 0xFF, 0xC0);
    int scan = find(JPEG, 0xFF, 0xDA);
    int tables = find(JPEG, 0xFF, 0xC4);
    fails("jpeg-cut-in-half.jpg", Kind.CUT_OFF, half(JPEG));
    fails("jpeg-signature-alone.jpg", Kind.CUT_OFF, Arrays.copyOf(JPEG, 3));
    fails("jpeg-without-end-marker.jpg", Kind.CUT_OFF, Arrays.copyOf(JPEG, JPEG.length - 2));
    fails("jpeg-huge.jpg", Kind.TOO_LARGE, with(JPEG, frame + 5, 0xEA, 0x60, 0xEA, 0x60));
    fails("jpeg-no-rows.jpg", Kind.DAMAGED, with(JPEG, frame + 5, 0, 0));
    fails("jpeg-two-components.jpg", Kind.UNSUPPORTED, with(JPEG, frame + 9, 2));
    fails("jpeg-cmyk-in-three.jpg", Kind.DAMAGED, with(JPEG, frame + 9, 4));
    fails("jpeg-twelve-bits.jpg", Kind.UNSUPPORTED, with(JPEG, frame + 4, 12));
    fails("jpeg-lossless.jpg", Kind.UNSUPPORTED, with(JPEG, frame + 1, 0xC3));
    fails("jpeg-no-frame.jpg", Kind.DAMAGED, bytes(0xFF, 0xD8, 0xFF, 0xD9));
    fails("jpeg-bad-huffman-table.jpg", Kind.DAMAGED, with(JPEG, tables + 5, 255, 255, 255));
    fails("jpeg-sampling-of-zero.jpg", Kind.DAMAGED, with(JPEG, frame + 11, 0));
    fails(
        "jpeg-segment-past-end.jpg", Kind.CUT_OFF, inserted(JPEG, 2, bytes(0xFF, 0xE1, 255, 255)));
    byte[] noise = JPEG.clone();
    byte[] random = new byte[60];
    new Random(1).nextBytes(random);
    for (int i = 0; i < random.length; i++) {
      noise[scan + 20 + i] = (byte) (random[i] & 0x7F);
    }
    read("jpeg-noise-in-scan.jpg", noise);
    read("jpeg-scan-empty.jpg", joined(Arrays.copyOf(JPEG, scan + 14), bytes(0xFF, 0xD9)));
    byte[] scans = Arrays.copyOf(JPEG, JPEG.length - 2);
    byte[] more = Arrays.copyOfRange(JPEG, scan, JPEG.length - 2);
    for (int i = 0; i < 100; i++) {
      scans = joined(scans, more);
    }
    fails("jpeg-101-scans.jpg", Kind.UNSUPPORTED, joined(scans, bytes(0xFF, 0xD9)));
    read("jpeg-one-pixel.jpg", encode(EncodedPictures.colour(1, 1), "jpeg"));
    read("jpeg-a-column.jpg", encode(EncodedPictures.grey(1, 20_000), "jpeg"));
    read("jpeg-named-so.png", JPEG);
    read("jpeg-with-a-tail.jpg", joined(JPEG, random));
    read("jpeg-exif-in-a-circle.jpg", withExif(exif(8, 0x0132, 4, 1, 8)));
    read("jpeg-exif-within-itself.jpg", withExif(exif(8, 0x8769, 4, 1, 8)));
    read("jpeg-exif-claims-2-gib.jpg", withExif(exif(0, 0x0112, 3, 0x7FFFFFFF, 8)));
    read("jpeg-exif-of-nothing.jpg", withExif(new byte[0]));
    read("jpeg-exif-orientation-99.jpg", EncodedPictures.withOrientation(JPEG, 99));
  }

  private void pngs() {
    byte[] header = pngHeader(40, 33, 8, 2);
    byte[] data = pngChunk("IDAT", deflated(new byte[33 * 121]));
    byte[] end = pngChunk("IEND", new byte[0]);
    fails("png-cut-in-half.png", Kind.CUT_OFF, half(PNG));
    fails("png-signature-alone.png", Kind.CUT_OFF, Arrays.copyOf(PNG, 8));
    fails("png-signature-broken.png", Kind.UNKNOWN_FORMAT, with(PNG, 0, 0x88));
    fails("png-huge.png", Kind.TOO_LARGE, png(pngHeader(HUGE, HUGE, 8, 2), data, end));
    fails("png-no-pixels.png", Kind.DAMAGED, png(pngHeader(0, 0, 8, 2), data, end));
    fails("png-negative.png", Kind.DAMAGED, png(pngHeader(-40, 33, 8, 2), data, end));
    fails("png-wrong-checksum.png", Kind.DAMAGED, with(PNG, 50, PNG[50] ^ 1));
    fails("png-no-data.png", Kind.DAMAGED, png(header, end));
    byte[] behind = joined(bytes(0xA6, 0xA6, 0xA6, 0xA6), text("tRNS"));
    fails("png-no-data-but-2-gib-behind-end.png", Kind.DAMAGED, joined(png(header, end), behind));
    fails("png-nothing-but-end.png", Kind.DAMAGED, png(end));
    fails("png-header-second.png", Kind.DAMAGED, png(data, header, end));
    fails("png-colours-unknown.png", Kind.DAMAGED, png(pngHeader(40, 33, 8, 5), data, end));
    fails("png-three-bits.png", Kind.DAMAGED, png(pngHeader(40, 33, 3, 0), data, end));
    fails(
        "png-no-bits.png",
        Kind.DAMAGED,
        png(pngHeader(40, 33, 0, 0), pngChunk("tRNS", new byte[2]), data, end));
    fails("png-no-palette.png", Kind.DAMAGED, png(pngHeader(40, 33, 8, 3), data, end));
    fails("png-chunk-past-end.png", Kind.CUT_OFF, with(PNG, 33, 0x7F));
    fails("png-chunk-of-negative-length.png", Kind.DAMAGED, with(PNG, 33, 0xFF));
    fails("png-data-no-zlib.png", Kind.DAMAGED, png(header, pngChunk("IDAT", new byte[50]), end));
    fails(
        "png-data-too-short.png",
        Kind.DAMAGED,
        png(header, pngChunk("IDAT", deflated(new byte[121])), end));
    byte[] filters = new byte[33 * 121];
    Arrays.fill(filters, (byte) 9);
    fails(
        "png-filter-unknown.png",
        Kind.DAMAGED,
        png(header, pngChunk("IDAT", deflated(filters)), end));
    byte[] bomb = deflated(new byte[64 << 20]);
    read("png-data-bomb.png", png(header, pngChunk("IDAT", bomb), end));
    byte[] named = joined("a".getBytes(StandardCharsets.US_ASCII), new byte[2]);
    fails("png-large-data-bomb.png", Kind.DAMAGED, png(header, pngChunk("IDAT", largeBomb()), end));
    byte[] wantsDictionary = new byte[3 << 20];
    wantsDictionary[0] = 0x78;
    wantsDictionary[1] = 0x20;
    fails(
        "png-wants-dictionary.png",
        Kind.DAMAGED,
        png(header, pngChunk("IDAT", wantsDictionary), end));
    read("png-text-bomb.png", withChunk(PNG, "zTXt", joined(named, bomb)));
    read("png-profile-bomb.png", withChunk(PNG, "iCCP", joined(named, bomb)));
    byte[] palette = pngChunk("PLTE", new byte[] {1, 2, 3});
    byte[] indices = new byte[33 * 41];
    indices[20] = 77;
    read(
        "png-colour-outside-palette.png",
        png(pngHeader(40, 33, 8, 3), palette, pngChunk("IDAT", deflated(indices)), end));
    read("png-exif-in-a-circle.png", withChunk(PNG, "eXIf", exif(8, 0x0132, 4, 1, 8)));
  }

  private void webps() {
    byte[] chunks = webpChunks(WEBP);
    fails("webp-cut-in-half.webp", Kind.CUT_OFF, half(WEBP));
    fails("webp-signature-alone.webp", Kind.CUT_OFF, Arrays.copyOf(WEBP, 12));
    fails("webp-says-longer.webp", Kind.CUT_OFF, with(WEBP, 5, 0x7F));
    fails("webp-says-shorter.webp", Kind.DAMAGED, with(WEBP, 4, 20, 0, 0, 0));
    fails("webp-chunk-past-end.webp", Kind.DAMAGED, with(WEBP, 17, 0x7F));
    fails("webp-chunk-of-4-gib.webp", Kind.DAMAGED, with(WEBP, 16, 255, 255, 255, 255));
    fails("webp-huge.webp", Kind.TOO_LARGE, extendedWebp(HUGE, HUGE, 0, chunks));
    fails("webp-canvas-of-another-size.webp", Kind.DAMAGED, extendedWebp(41, 33, 0, chunks));
    fails("webp-no-image.webp", Kind.DAMAGED, riff(riffChunk("XMP ", new byte[9])));
    fails("webp-canvas-alone.webp", Kind.DAMAGED, extendedWebp(40, 33, 0));
    fails("webp-image-empty.webp", Kind.DAMAGED, riff(riffChunk("VP8L", new byte[0])));
    byte[] noise = WEBP.clone();
    Arrays.fill(noise, 26, noise.length, (byte) 0xFF);
    fails("webp-noise.webp", Kind.DAMAGED, noise);
    fails(
        "webp-no-frames.webp",
        Kind.DAMAGED,
        extendedWebp(40, 33, 2, riffChunk("ANIM", new byte[6])));
    fails("sound-called.webp", Kind.UNKNOWN_FORMAT, with(WEBP, 8, 'W', 'A', 'V', 'E'));
  }

  private void gifs() {
    int image = find(GIF, 0x2C, 0, 0, 0, 0);
    byte[] head = Arrays.copyOf(GIF, image);
    fails("gif-cut-in-half.gif", Kind.CUT_OFF, half(GIF));
    fails("gif-signature-alone.gif", Kind.CUT_OFF, Arrays.copyOf(GIF, 6));
    fails("gif-huge.gif", Kind.TOO_LARGE, with(GIF, 6, 0x60, 0xEA, 0x60, 0xEA));
    fails("gif-no-pixels.gif", Kind.DAMAGED, with(GIF, 6, 0, 0, 0, 0));
    fails("gif-no-image.gif", Kind.DAMAGED, joined(head, bytes(0x3B)));
    fails("gif-unknown-block.gif", Kind.DAMAGED, with(GIF, image, 0x99));
    fails("gif-frame-outside.gif", Kind.DAMAGED, with(GIF, image + 1, 30, 0, 30, 0));
    fails("gif-code-size-99.gif", Kind.DAMAGED, with(GIF, image + 10, 99));
    fails("gif-code-size-0.gif", Kind.DAMAGED, with(GIF, image + 10, 0));
    byte[] noise = GIF.clone();
    new Random(2).nextBytes(noise);
    System.arraycopy(GIF, 0, noise, 0, image + 12);
    fails("gif-noise.gif", Kind.DAMAGED, noise);
    byte[] frames = GIF;
    for (int i = 0; i < 8; i++) {
      byte[] body = Arrays.copyOfRange(frames, image, frames.length - 1);
      frames = joined(joined(head, body), joined(body, bytes(0x3B)));
    }
    read("gif-many-frames.gif", frames);
    fails("gif-frames-without-end.gif", Kind.CUT_OFF, Arrays.copyOf(frames, frames.length - 1));
  }

  private void bmps() {
    fails("bmp-cut-in-half.bmp", Kind.CUT_OFF, half(BMP));
    fails("bmp-signature-alone.bmp", Kind.CUT_OFF, Arrays.copyOf(BMP, 2));
    fails("bmp-huge.bmp", Kind.TOO_LARGE, withNumber(withNumber(BMP, 18, HUGE), 22, HUGE));
    fails("bmp-no-pixels.bmp", Kind.DAMAGED, withNumber(withNumber(BMP, 18, 0), 22, 0));
    fails("bmp-negative-width.bmp", Kind.DAMAGED, withNumber(BMP, 18, -40));
    fails("bmp-lowest-height.bmp", Kind.DAMAGED, withNumber(BMP, 22, Integer.MIN_VALUE));
    fails("bmp-pixels-far-away.bmp", Kind.DAMAGED, withNumber(BMP, 10, 0x7FFFFFFF));
    fails("bmp-header-of-another-size.bmp", Kind.DAMAGED, with(BMP, 14, 41));
    fails("bmp-seven-bits.bmp", Kind.DAMAGED, with(BMP, 28, 7, 0));
    fails("bmp-with-a-jpeg.bmp", Kind.UNSUPPORTED, with(BMP, 30, 4));
    fails("bmp-compressed-noise.bmp", Kind.DAMAGED, with(with(BMP, 28, 8, 0), 30, 1));
    read("bmp-rows-downwards.bmp", withNumber(BMP, 22, -33));
  }

  private void tiffs() {
    fails("tiff-cut-in-half.tiff", Kind.CUT_OFF, half(TIFF));
    fails("tiff-signature-alone.tiff", Kind.CUT_OFF, Arrays.copyOf(TIFF, 4));
    fails("tiff-huge.tiff", Kind.TOO_LARGE, greyTiff(Map.of(WIDTH_TAG, HUGE, HEIGHT_TAG, HUGE)));
    fails("tiff-no-pixels.tiff", Kind.DAMAGED, greyTiff(Map.of(WIDTH_TAG, 0, HEIGHT_TAG, 0)));
    fails("tiff-not-a-number.tiff", Kind.UNSUPPORTED, notANumber());
    fails(
        "tiff-compression-unknown.tiff", Kind.UNSUPPORTED, greyTiff(Map.of(COMPRESSION_TAG, 999)));
    fails("tiff-65535-samples.tiff", Kind.UNSUPPORTED, greyTiff(Map.of(SAMPLES_TAG, 65_535)));
    fails("tiff-jpeg-inside-is-none.tiff", Kind.DAMAGED, greyTiff(Map.of(COMPRESSION_TAG, 7)));
    fails("tiff-directory-past-end.tiff", Kind.CUT_OFF, withNumber(TIFF, 4, 1 << 30));
    fails("tiff-directory-empty.tiff", Kind.DAMAGED, with(TIFF, 8, 0, 0));
    fails(
        "tiff-strip-past-end.tiff", Kind.CUT_OFF, withNumber(TIFF, valueOf(TIFF, 0x0111), 1 << 30));
    read("tiff-strip-said-too-short.tiff", withNumber(TIFF, valueOf(TIFF, 0x0117), 3));
    fails("tiff-of-64-bits.tiff", Kind.UNSUPPORTED, with(TIFF, 2, 43, 0));
    read("tiff-pages-in-a-circle.tiff", withNumber(TIFF, valueOf(TIFF, 0x0117) + 4, 8));
    fails("tiff-no-rows-in-a-strip.tiff", Kind.DAMAGED, greyTiff(Map.of(ROWS_TAG, 0)));
    fails("tiff-2-gi-rows-in-a-strip.tiff", Kind.DAMAGED, greyTiff(Map.of(ROWS_TAG, 0x7FFFFFFF)));
    read("tiff-all-rows-in-a-strip.tiff", greyTiff(Map.of(ROWS_TAG, -1)));
  }

  private void others() {
    byte[] random = new byte[5000];
    new Random(3).nextBytes(random);
    fails("empty.jpg", Kind.EMPTY, new byte[0]);
    fails("one-byte.jpg", Kind.UNKNOWN_FORMAT, bytes(0xFF));
    fails("zeros.jpg", Kind.UNKNOWN_FORMAT, new byte[5000]);
    fails("random.jpg", Kind.UNKNOWN_FORMAT, random);
    fails("text.jpg", Kind.UNKNOWN_FORMAT, text("This is no picture.\n"));
    fails("page.jpg", Kind.UNKNOWN_FORMAT, text("<!DOCTYPE html><html><body>404</body></html>"));
    fails("drawing.png", Kind.UNKNOWN_FORMAT, text("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
    fails("document.png", Kind.UNKNOWN_FORMAT, text("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"));
    fails("archive.jpg", Kind.UNKNOWN_FORMAT, joined(bytes('P', 'K', 3, 4), new byte[40]));
    fails(
        "phone.heic",
        Kind.UNSUPPORTED,
        joined(bytes(0, 0, 0, 24), text("ftypheic\0\0\0\0mif1heic")));
    fails("wavelets.jp2", Kind.UNSUPPORTED, joined(bytes(0, 0, 0, 12), text("jP  \r\n\u0087\n")));
    fails("plain.ppm", Kind.UNSUPPORTED, text("P6\n60000 60000\n255\n"));
    read("\uD83D\uDE00.png", PNG);
    if (Path.of("").getFileSystem().getSeparator().equals("/")) {
      read("two\nlines.png", PNG);
      fails("two\nlines.jpg", Kind.CUT_OFF, half(JPEG));
    }
  }

  private void fails(String name, Kind kind, byte[] bytes) {
    cases.add(new Case(name, Optional.of(kind), bytes));
  }

  private void read(String name, byte[] bytes) {
    cases.add(new Case(name, Optional.empty(), bytes));
  }

  private static byte[] half(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  private static byte[] with(byte[] bytes, int at, int... others) {
    byte[] changed = bytes.clone();
    for (int i = 0; i < others.length; i++) {
      changed[at + i] = (byte) others[i];
    }
    return changed;
  }

  private static byte[] withNumber(byte[] bytes, int at, int littleEndian) {
    byte[] changed = bytes.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, littleEndian);
    return changed;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int find(byte[] bytes, int... wanted) {
    int at = 0;
    while (!Format.startsWith(ByteBuffer.wrap(bytes), at, wanted)) {
      at++;
    }
    return at;
  }

  /** Exif data of one tag; the next directory is at the offset given. */
  private static byte[] exif(int next, int tag, int type, int count, int value) {
    return ByteBuffer.allocate(26)
        .put(text("MM\0*"))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) tag)
        .putShort((short) type)
        .putInt(count)
        .putInt(value)
        .putInt(next)
        .array();
  }

  private static byte[] withExif(byte[] exif) {
    byte[] head = joined(bytes(0xFF, 0xE1, 0, 8 + exif.length), text("Exif\0\0"));
    return inserted(JPEG, 2, joined(head, exif));
  }

  private static byte[] png(byte[]... chunks) {
    byte[] png = Arrays.copyOf(PNG, 8);
    for (byte[] chunk : chunks) {
      png = joined(png, chunk);
    }
    return png;
  }

  private static byte[] pngHeader(int widthPx, int heightPx, int bits, int colours) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(widthPx).putInt(heightPx);
    return pngChunk("IHDR", header.put((byte) bits).put((byte) colours).array());
  }

  private static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The same mebibyte of zeros 2,200 times over; nobody gets to the end, which is missing. */
  private static byte[] largeBomb() {
    Deflater deflater = new Deflater();
    deflater.setInput(new byte[1 << 20]);
    byte[] block = new byte[1 << 12];
    int length = deflater.deflate(block, 0, block.length, Deflater.FULL_FLUSH);
    deflater.end();
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(block, 0, 2);
    for (int i = 0; i < 2200; i++) {
      bomb.write(block, 2, length - 2);
    }
    return bomb.toByteArray();
  }

  private static byte[] greyTiff(Map<Integer, Integer> tags) {
    Map<Integer, int[]> more = new LinkedHashMap<>();
    tags.forEach((tag, value) -> more.put(tag, new int[] {value}));
    return tiff(new byte[40 * 33], 40, 1, 8, more);
  }

  private static byte[] notANumber() {
    ByteBuffer pixels = ByteBuffer.allocate(4 * 40 * 33).order(ByteOrder.LITTLE_ENDIAN);
    while (pixels.hasRemaining()) {
      pixels.putFloat(Float.NaN);
    }
    return tiff(
        pixels.array(),
        40,
        1,
        32,
        Map.of(BITS_TAG, new int[] {32}, SAMPLE_FORMAT_TAG, new int[] {3}));
  }

  /** Where a little-endian TIFF of ours holds the value of a tag. */
  private static int valueOf(byte[] tiff, int tag) {
    return find(tiff, tag & 0xFF, tag >> 8, 4, 0) + 8;
  }
}
