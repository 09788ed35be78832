package io.github.smiledetector.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.PictureException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of each file that is made to break a reader; docs/bad-inputs.md has the table. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostilePicturesTest {
  private static final byte[] GOOD = HostilePictures.sound().get("sound.png");

  @TempDir private Path folder;

  static List<HostilePictures.Case> files() {
    return HostilePictures.all();
  }

  static Stream<String> formats() {
    return HostilePictures.sound().keySet().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void endsAsSaid(HostilePictures.Case each) throws IOException {
    Path file = Files.write(folder.resolve(each.name()), each.bytes());
    Kind expected = each.kind().orElse(null);

    assertThat(kind(PictureSource.of(file))).isEqualTo(expected);
    assertThat(kind(PictureSource.of(each.bytes(), each.name()))).isEqualTo(expected);
    assertThat(kind(PictureSource.of(new ByteArrayInputStream(each.bytes()), each.name())))
        .isEqualTo(expected);
    assertThat(kind(PictureSource.of(GOOD, "a good one after it"))).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void saysOfEveryBeginningThatItIsCutOff(String name) {
    byte[] whole = HostilePictures.sound().get(name);
    Map<String, Integer> signatures = Map.of("webp", 12, "png", 8, "bmp", 2, "jpg", 3);
    int signature = signatures.getOrDefault(name.substring(name.indexOf('.') + 1), 4);

    assertThat(kind(PictureSource.of(whole, name))).isNull();
    for (int length = 1; length < whole.length; length += length < 60 ? 1 : 10) {
      Kind expected = length < signature ? Kind.UNKNOWN_FORMAT : Kind.CUT_OFF;
      assertThat(kind(PictureSource.of(Arrays.copyOf(whole, length), name)))
          .as("%d of %d bytes", length, whole.length)
          .isEqualTo(expected);
    }
  }

  @Test
  void refusesAFolder() {
    assertThat(kind(PictureSource.of(folder))).isEqualTo(Kind.FOLDER);
  }

  @Test
  void refusesWhatIsMissing() {
    assertThat(kind(PictureSource.of(folder.resolve("a.jpg")))).isEqualTo(Kind.MISSING);
    assertThat(kind(PictureSource.of(folder.resolve("b/a.jpg")))).isEqualTo(Kind.MISSING);
  }

  @Test
  void refusesAFileTakenForAFolder() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), GOOD);

    assertThat(kind(PictureSource.of(file.resolve("b.png")))).isEqualTo(Kind.UNREADABLE);
  }

  @Test
  void refusesANameThatIsTooLong() {
    assertThat(kind(PictureSource.of(folder.resolve("a".repeat(5000))))).isEqualTo(Kind.UNREADABLE);
  }

  @Test
  void followsLinksButNotInCircles() throws IOException {
    Path good = Files.write(folder.resolve("good.png"), GOOD);
    Path link = Files.createSymbolicLink(folder.resolve("link.jpg"), good);
    Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere.jpg"), Path.of("gone.jpg"));
    Path circle = Files.createSymbolicLink(folder.resolve("a.jpg"), Path.of("b.jpg"));
    Files.createSymbolicLink(folder.resolve("b.jpg"), Path.of("a.jpg"));

    assertThat(kind(PictureSource.of(link))).isNull();
    assertThat(kind(PictureSource.of(nowhere))).isEqualTo(Kind.MISSING);
    assertThat(kind(PictureSource.of(circle))).isEqualTo(Kind.UNREADABLE);
  }

  @Test
  @Timeout(10)
  void refusesAPipeWithoutWaitingForSomebodyToWrite() throws Exception {
    Path pipe = folder.resolve("pipe.jpg");
    Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(mkfifo.waitFor() == 0, "needs mkfifo");

    assertThat(kind(PictureSource.of(pipe))).isEqualTo(Kind.SPECIAL_FILE);
  }

  @Test
  void refusesASocket() throws IOException {
    Path socket = folder.resolve("s.jpg");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));

      assertThat(kind(PictureSource.of(socket))).isEqualTo(Kind.SPECIAL_FILE);
    }
  }

  @Test
  void refusesADevice() {
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device), "needs /dev/zero");

    assertThat(kind(PictureSource.of(device))).isEqualTo(Kind.SPECIAL_FILE);
  }

  @Test
  void refusesAFileWithoutPermission() throws IOException {
    Path file = Files.write(folder.resolve("mine.png"), GOOD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeTrue(!Files.isReadable(file), "the superuser reads everything");

    assertThat(kind(PictureSource.of(file))).isEqualTo(Kind.UNREADABLE);
  }

  @Test
  void refusesAFileOfMoreThan512MiB() throws IOException {
    Path file = folder.resolve("large.png");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(GOOD));
      channel.write(ByteBuffer.wrap(new byte[1]), EncodedBytes.MAX_BYTES);
    }

    assertThat(kind(PictureSource.of(file))).isEqualTo(Kind.TOO_LARGE);
  }

  @Test
  void readsAFileWhoseSizeIsNotKnownBeforehand() {
    Path file = Path.of("/proc/self/status");
    assumeTrue(Files.exists(file), "needs /proc");

    assertThat(kind(PictureSource.of(file))).isEqualTo(Kind.UNKNOWN_FORMAT);
  }

  @Test
  void refusesAStreamThatFailsHalfWay() {
    InputStream failing =
        new SequenceInputStream(
            new ByteArrayInputStream(GOOD, 0, 100),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the line is dead");
              }

              @Override
              public int read(byte[] to, int offset, int count) throws IOException {
                return read();
              }
            });

    PictureException e = failure(PictureSource.of(failing, "it"));

    assertThat(e.kind()).isEqualTo(Kind.UNREADABLE);
    assertThat(e).hasMessageContaining("it cannot be read").hasMessageContaining("line is dead");
  }

  @Test
  void refusesAStreamThatBreaksItsContract() {
    InputStream odd =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] to, int offset, int count) {
            return count + 1;
          }
        };

    assertThat(kind(PictureSource.of(odd, "it"))).isEqualTo(Kind.UNREADABLE);
  }

  @Test
  void saysWhatToDoWhenMemoryIsShort() {
    InputStream hungry =
        new InputStream() {
          @Override
          public int read() {
            throw new OutOfMemoryError("Java heap space");
          }

          @Override
          public int read(byte[] to, int offset, int count) {
            return read();
          }
        };

    PictureException e = failure(PictureSource.of(hungry, "it"));

    assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(e).hasMessageContaining("-Xmx");
  }

  @Test
  void givesUpOnAStreamWithoutEnd() {
    assertThat(kind(PictureSource.of(endless(new byte[] {0}), "zeros")))
        .isEqualTo(Kind.UNKNOWN_FORMAT);
    byte[] gif = HostilePictures.sound().get("sound.gif");
    assertThat(kind(PictureSource.of(endless(gif), "gif"))).isEqualTo(Kind.TOO_LARGE);
  }

  /** The size is looked up, then the file is read: in between it may change. */
  @Test
  void readsWhatIsThereOfAFileThatShrinksOrGrows() throws Exception {
    byte[] half = Arrays.copyOf(GOOD, GOOD.length / 2);
    for (long expected :
        new long[] {0, 1, GOOD.length - 1, GOOD.length, GOOD.length + 1, 1 << 20}) {
      try (EncodedBytes whole = EncodedBytes.of(channel(GOOD), expected);
          EncodedBytes shrunk = EncodedBytes.of(channel(half), expected)) {
        assertThat(whole.buffer()).isEqualTo(ByteBuffer.wrap(GOOD));
        assertThat(shrunk.buffer()).isEqualTo(ByteBuffer.wrap(half));
      }
    }
  }

  @Test
  void hasARowInTheTableForEachFile() throws IOException {
    String table = Files.readString(Path.of("..", "docs", "bad-inputs.md"));
    Set<String> patterns =
        Pattern.compile("`([a-z0-9* -]+)`")
            .matcher(table)
            .results()
            .map(match -> match.group(1).replace("*", ".*"))
            .collect(Collectors.toSet());

    assertThat(files())
        .extracting(each -> each.name().replaceFirst("\\.[^.]*$", "").replace('\n', ' '))
        .filteredOn(name -> !name.equals("\uD83D\uDE00"))
        .allMatch(name -> patterns.stream().anyMatch(name::matches));
  }

  @Test
  void writesThemAllForOthers() {
    Map<Path, Kind> failing = HostilePictures.write(folder);

    assertThat(failing).hasSizeGreaterThan(60);
    failing.forEach((file, kind) -> assertThat(kind(PictureSource.of(file))).isEqualTo(kind));
  }

  /** Prints what is used after each tenth; {@code -Dexcluded.groups=none} runs it. */
  @Test
  @Tag("slow")
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void leavesNothingBehindAfterHundredsOfRounds() throws IOException {
    List<HostilePictures.Case> all = files();
    long before = 0;
    for (int round = 0; round < 300; round++) {
      for (HostilePictures.Case each : all) {
        assertThat(kind(PictureSource.of(each.bytes(), each.name())))
            .isEqualTo(each.kind().orElse(null));
      }
      if (round % 30 == 29) {
        System.out.printf(
            "%d rounds of %d files: resident %d MiB, native %d KiB%n",
            round + 1, all.size(), residentKib() >> 10, Pointer.totalBytes() >> 10);
        if (round == 59) {
          before = residentKib();
        }
      }
    }

    assertThat(residentKib()).isLessThan(before + (64 << 10));
    assertThat(Pointer.totalBytes()).isLessThan(64 << 20);
  }

  private static long residentKib() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "needs /proc");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  private static ReadableByteChannel channel(byte[] bytes) {
    return Channels.newChannel(new ByteArrayInputStream(bytes));
  }

  private static InputStream endless(byte[] pattern) {
    return new InputStream() {
      private int at;

      @Override
      public int read() {
        return pattern[at++ % pattern.length] & 0xFF;
      }

      @Override
      public int read(byte[] to, int offset, int count) {
        int part = Math.min(count, pattern.length);
        System.arraycopy(pattern, 0, to, offset, part);
        return part;
      }
    };
  }

  /** Null if it is read. */
  private static Kind kind(PictureSource source) {
    PictureException failure = failure(source);
    return failure == null ? null : failure.kind();
  }

  private static PictureException failure(PictureSource source) {
    return catchThrowableOfType(
        PictureException.class, () -> PictureReader.read(source, ReadLimits.DEFAULT));
  }
}
