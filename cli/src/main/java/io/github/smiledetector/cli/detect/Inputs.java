package io.github.smiledetector.cli.detect;

import io.github.smiledetector.error.PictureException.Kind;
import io.github.smiledetector.picture.PictureSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The pictures that a user named, one after the other as they are needed: files, folders, patterns,
 * standard input, and a list. What cannot be found or listed is an input too, to be reported in its
 * turn.
 */
public final class Inputs implements Iterator<Input> {
  /** On the command line: one picture on standard input. */
  public static final String STANDARD_INPUT = "-";

  /** What a file in a folder is called that is taken for a picture, read or refused with a word. */
  private static final Set<String> EXTENSIONS =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "dib", "gif", "tif", "tiff", "heic",
          "heif", "avif", "jp2");

  /** What annotated copies and crops are called. */
  static final Pattern COPY = Pattern.compile("(?s)(.*)\\.(smiles|face-\\d+)\\.png");

  private final List<String> arguments;
  private final Iterator<String> argument;
  private final Optional<PathList> list;
  private final InputStream standardInput;
  private final Set<Object> leftOutFolders = new HashSet<>();
  private final AtomicLong leftOutFiles = new AtomicLong();
  private Path top;
  private Iterator<PictureSource> below = List.<PictureSource>of().iterator();

  /**
   * @param arguments of the command line
   * @param list of paths of files, if there is one
   * @param standardInput where {@value #STANDARD_INPUT} is read from
   * @param leftOut folders that are not entered, unless they are named: those that results are
   *     written to
   */
  public Inputs(
      List<String> arguments,
      Optional<PathList> list,
      InputStream standardInput,
      List<Path> leftOut) {
    this.arguments = List.copyOf(arguments);
    this.argument = this.arguments.iterator();
    this.list = list;
    this.standardInput = standardInput;
    for (Path folder : leftOut) {
      try {
        leftOutFolders.add(
            FolderWalk.key(folder, Files.readAttributes(folder, BasicFileAttributes.class)));
      } catch (IOException e) {
        // Not there, so there is nothing in it to leave out.
      }
    }
  }

  /** How many there are, where that is known without walking: named one by one. */
  public OptionalLong total() {
    boolean files =
        list.isEmpty() && arguments.stream().noneMatch(name -> Glob.isOne(name) || isFolder(name));
    return files ? OptionalLong.of(arguments.size()) : OptionalLong.empty();
  }

  /** Files met in folders so far that were taken for no pictures; hidden ones are not counted. */
  public long leftOutFiles() {
    return leftOutFiles.get();
  }

  @Override
  public boolean hasNext() {
    while (!below.hasNext() && argument.hasNext()) {
      begin(argument.next());
    }
    return below.hasNext() || (list.isPresent() && list.get().hasNext());
  }

  @Override
  public Input next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    PictureSource source;
    if (below.hasNext()) {
      source = below.next();
    } else {
      top = null;
      source = named(list.orElseThrow().next());
    }
    return new Input(source, stem(source));
  }

  private void begin(String name) {
    top = null;
    if (name.equals(STANDARD_INPUT)) {
      below =
          List.of(PictureSource.of(new InterruptibleInput(standardInput), "(standard input)"))
              .iterator();
    } else if (isFolder(name)) {
      top = Path.of(name);
      below = new FolderWalk(top, pictures(), leftOutFolders, leftOutFiles::incrementAndGet);
    } else if (Glob.isOne(name) && !exists(name)) {
      below = matching(name);
    } else {
      below = List.of(named(name)).iterator();
    }
  }

  private Iterator<PictureSource> matching(String pattern) {
    Iterator<PictureSource> found;
    try {
      Glob glob = new Glob(pattern);
      top = glob.top();
      found = new FolderWalk(top, glob, leftOutFolders, () -> {});
    } catch (IllegalArgumentException e) {
      return failed(pattern, "is no pattern that is understood: " + e.getMessage());
    }
    return found.hasNext() ? found : failed(pattern, "matches no file");
  }

  private static Iterator<PictureSource> failed(String name, String what) {
    return List.of(FailedInput.of(name, Kind.MISSING, name + " " + what)).iterator();
  }

  private static PictureSource named(String name) {
    if (name.isEmpty()) {
      return FailedInput.of("(empty name)", Kind.MISSING, "no such file: its name is empty");
    }
    try {
      return PictureSource.of(Path.of(name));
    } catch (InvalidPathException e) {
      return FailedInput.of(
          name, Kind.MISSING, "no such file: " + name + " (" + e.getReason() + ")");
    }
  }

  /** Whether a file has a picture's extension. */
  public static boolean isCalledAPicture(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** Whether a file is called like a copy or a crop of an earlier run. */
  static boolean isCopy(Path file) {
    return COPY.matcher(file.getFileName().toString()).matches();
  }

  private static FolderWalk.Choice pictures() {
    return new FolderWalk.Choice() {
      @Override
      public boolean takes(Path file) {
        return isCalledAPicture(file) && !isCopy(file);
      }

      @Override
      public boolean enters(Path folder) {
        return true;
      }
    };
  }

  private String stem(PictureSource source) {
    if (!(source instanceof PictureSource.OfFile file)) {
      return "standard-input";
    }
    Path path = top == null ? file.path().getFileName() : top.relativize(file.path());
    if (path == null) {
      return "root";
    }
    String name = path.toString();
    int dot = name.lastIndexOf('.');
    int start = name.length() - path.getFileName().toString().length();
    return dot > start ? name.substring(0, dot) : name;
  }

  private static boolean isFolder(String name) {
    return is(name, Files::isDirectory);
  }

  private static boolean exists(String name) {
    return is(name, Files::exists);
  }

  private static boolean is(String name, Predicate<Path> what) {
    try {
      return !name.isEmpty() && what.test(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
