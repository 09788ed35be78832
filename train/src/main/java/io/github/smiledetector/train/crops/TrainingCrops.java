package io.github.smiledetector.train.crops;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.picture.EncodedCopy;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import io.github.smiledetector.train.data.LabelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Training crops that were cut out of photos by the face finder that will cut them in use.
 *
 * @param table of the crops
 * @param whole how many of them are whole pictures, no face having been found
 * @param unfound pictures left out because no face was found, as the source table names them
 * @param unreadable pictures that cannot be read, with the reason
 */
public record TrainingCrops(
    LabelTable table, int whole, List<String> unfound, List<String> unreadable) {
  /** Column of the picture that a crop was cut from, as the source table names it. */
  public static final String SOURCE = "source";

  /** Column of the side of the network's square, in the source picture's pixels. */
  public static final String FACE_PX = "face_px";

  /** Column of what found the face: a finder's name, or {@link #WHOLE}. */
  public static final String FOUND = "found";

  /** What stands in {@link #FOUND} where the whole picture was taken. */
  public static final String WHOLE = "whole";

  /** The table's name in its folder. */
  public static final String TABLE = "labels.csv";

  private static final int JPEG_QUALITY = 95;

  /** Copies the lists. */
  public TrainingCrops {
    unfound = List.copyOf(unfound);
    unreadable = List.copyOf(unreadable);
  }

  /** One picture's outcome: a crop that was written, or why there is none. */
  private record Cut(double facePx, boolean whole, String unreadable) {
    static final Cut UNFOUND = new Cut(0, false, null);
  }

  /**
   * Cuts one face out of every picture of a table, on all processors, and writes the crops, and
   * last of all their table: its rows in the source table's order, with its columns and those named
   * here, which take the place of older ones of the same name.
   *
   * @param source the photos; stays as it is
   * @param folder where crops go, under the paths of their photos; made where it is missing
   * @param finder finds the faces; stays open
   * @param options how to cut
   * @param progress hears pictures
   * @throws OptionException if the folder has a table already, or crops would replace photos
   * @throws DataException if no picture gives a crop, or one cannot be written
   */
  public static TrainingCrops write(
      LabelTable source, Path folder, FaceFinder finder, CropOptions options, Progress progress) {
    Path file = folder.resolve(TABLE);
    if (Files.exists(file)) {
      throw new OptionException(
          file + " is there already: crops are not mixed; name another folder or remove this one");
    }
    List<LabelTable.Row> rows = source.rows();
    List<String> names = names(source, folder, options.png() ? ".png" : ".jpg");
    CentralFace central = new CentralFace(finder, options.geometry());
    Cut[] cuts = new Cut[rows.size()];
    int[] done = {0};
    IntStream.range(0, cuts.length)
        .parallel()
        .forEach(
            i -> {
              cuts[i] =
                  cut(source.picture(rows.get(i)), folder.resolve(names.get(i)), central, options);
              synchronized (done) {
                progress.reached(++done[0], cuts.length);
              }
            });

    List<String> unfound = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    List<LabelTable.Row> written = new ArrayList<>();
    for (int i = 0; i < cuts.length; i++) {
      LabelTable.Row row = rows.get(i);
      if (cuts[i].unreadable() != null) {
        unreadable.add(cuts[i].unreadable());
      } else if (cuts[i].equals(Cut.UNFOUND)) {
        unfound.add(row.cell(LabelTable.FILE));
      } else {
        written.add(row(row, i + 2, names.get(i), cuts[i], finder.name(), options));
      }
    }
    if (written.isEmpty()) {
      throw new DataException(
          source.file()
              + ": of "
              + rows.size()
              + " pictures none gave a crop: "
              + unreadable.size()
              + " cannot be read, in "
              + unfound.size()
              + " no face was found"
              + unreadable.stream().findFirst().map(first -> "; first: " + first).orElse(""));
    }
    LabelTable table = new LabelTable(file, columns(source), written);
    table.write();
    int whole = (int) Arrays.stream(cuts).filter(Cut::whole).count();
    return new TrainingCrops(table, whole, unfound, unreadable);
  }

  private static Cut cut(Path photo, Path crop, CentralFace central, CropOptions options) {
    Picture picture;
    try {
      picture = PictureReader.read(photo);
    } catch (PictureException e) {
      return new Cut(0, false, Objects.requireNonNull(e.getMessage()));
    }
    Crop face = central.cropIn(picture).orElse(null);
    boolean whole = face == null;
    if (whole) {
      if (!options.wholeIfUnfound()) {
        return Cut.UNFOUND;
      }
      face =
          new Crop(
              picture.widthPx() / 2.0,
              picture.heightPx() / 2.0,
              Math.min(picture.widthPx(), picture.heightPx()),
              0);
    }
    double side = whole ? face.sidePx() : face.sidePx() / options.share();
    Crop saved = new Crop(face.centreX(), face.centreY(), side, face.rollDegrees());
    int sidePx = (int) Math.max(CropOptions.LEAST_PX, Math.min(options.sidePx(), Math.round(side)));
    float[] values = Resampling.resample(picture, saved, sidePx, new Resampling.Workspace());
    Picture pixels = Picture.rounded(sidePx, sidePx, picture.channels(), values);
    write(crop, options.png() ? EncodedCopy.png(pixels) : EncodedCopy.jpeg(pixels, JPEG_QUALITY));
    return new Cut(face.sidePx(), whole, null);
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new DataException("cannot write the crop " + file + ": " + e, e);
    }
  }

  private static List<String> columns(LabelTable source) {
    Set<String> columns = new LinkedHashSet<>(source.columns());
    columns.addAll(List.of(SOURCE, LabelTable.SHARE, FACE_PX, FOUND));
    return List.copyOf(columns);
  }

  private static LabelTable.Row row(
      LabelTable.Row source, int line, String name, Cut cut, String finder, CropOptions options) {
    Map<String, String> cells = new LinkedHashMap<>(source.cells());
    cells.put(LabelTable.FILE, name);
    cells.put(SOURCE, source.cell(LabelTable.FILE));
    cells.put(LabelTable.SHARE, cut.whole() ? "1" : Double.toString(options.share()));
    cells.put(FACE_PX, String.format(Locale.ROOT, "%.1f", cut.facePx()));
    cells.put(FOUND, cut.whole() ? WHOLE : finder);
    return new LabelTable.Row(line, cells);
  }

  /**
   * What each crop is called: its photo's path without what leads out of the table's folder, and a
   * number where that would not tell two apart, on file systems too that take capitals for small
   * letters.
   */
  private static List<String> names(LabelTable source, Path folder, String ending) {
    Path target = folder.toAbsolutePath().normalize();
    Set<Path> photos = new HashSet<>();
    source.rows().forEach(row -> photos.add(source.picture(row).normalize()));
    Set<String> taken = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (LabelTable.Row row : source.rows()) {
      List<String> parts = new ArrayList<>();
      for (Path part : Path.of(row.cell(LabelTable.FILE))) {
        if (!part.toString().equals("..") && !part.toString().equals(".")) {
          parts.add(part.toString());
        }
      }
      String stem = String.join("/", parts).replaceFirst("\\.[^./]*$", "");
      String name = stem + ending;
      for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
        name = stem + "-" + i + ending;
      }
      if (photos.contains(target.resolve(name))) {
        throw new OptionException(
            folder + ": the crop would replace the photo " + name + "; name another folder");
      }
      names.add(name);
    }
    return names;
  }
}
