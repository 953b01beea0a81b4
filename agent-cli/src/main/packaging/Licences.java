import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Prints the licence of each jar in LIB and of the runtime, and copies the licence texts and
 * notices that the jars contain to a folder for each of them in TEXTS. The texts of jars that
 * contain none are in the folder of own texts, by the beginning of the jar's name. A jar without a
 * line in licences.tsv is an error.
 *
 * <p>java Licences.java LIB TEXTS LICENCES.tsv OWN-TEXTS
 */
public final class Licences {
  private static final Pattern TEXT =
      Pattern.compile("META-INF/(?<name>([A-Za-z-]*LICENSE|NOTICE)[^/]*)");

  private final Path texts;
  private final List<String> lines;
  private final List<Path> ownTexts;

  private Licences(Path texts, Path list, Path ownTexts) throws IOException {
    this.texts = texts;
    this.lines = Files.readAllLines(list);
    this.ownTexts = files(ownTexts);
  }

  public static void main(String[] arguments) throws IOException {
    var licences =
        new Licences(Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]));
    System.out.println("Holdfast is licensed under the Apache License 2.0 (LICENSE). It contains:");
    System.out.println();
    print(
        "Java runtime (OpenJDK), texts in jre/legal", "GPL-2.0-only WITH Classpath-exception-2.0");
    for (var file : files(Path.of(arguments[0]))) {
      var name = file.getFileName().toString();
      if (name.endsWith(".jar")) {
        print(name, licences.licence(name));
        licences.copyTexts(file, name);
      }
    }
  }

  private static void print(String thing, String licence) {
    System.out.printf(Locale.ROOT, "%-64s %s\n", thing, licence);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Returns the licence that the list has for a jar. */
  private String licence(String jar) {
    return lines.stream()
        .map(line -> line.split("\t", -1))
        .filter(columns -> columns.length == 3 && jar.startsWith(columns[0]))
        .map(columns -> columns[1])
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("licences.tsv has no line for " + jar));
  }

  private void copyTexts(Path file, String jar) throws IOException {
    var folder = texts.resolve(jar.substring(0, jar.length() - ".jar".length()));
    try (var zip = new ZipFile(file.toFile())) {
      for (var entry : zip.stream().toList()) {
        var text = TEXT.matcher(entry.getName());
        if (text.matches()) {
          Files.createDirectories(folder);
          Files.write(folder.resolve(text.group("name")), zip.getInputStream(entry).readAllBytes());
        }
      }
    }
    for (var text : ownTexts) {
      if (jar.startsWith(text.getFileName().toString())) {
        Files.createDirectories(folder);
        Files.write(folder.resolve("LICENSE"), Files.readAllBytes(text));
      }
    }
  }
}
