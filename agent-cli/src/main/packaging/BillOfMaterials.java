import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.agent.json.Json;

/**
 * Prints the bill of materials of a package in the format of CycloneDX 1.6: each jar in the tree's
 * lib, with the digest of the file that ships, and the Java runtime.
 *
 * <p>It is made from the files and not by Maven, whose list has no runtime, the digests of the jars
 * before the build rewrites one of them, and libraries that no package contains.
 *
 * <p>java -cp 'TREE/lib/*' BillOfMaterials.java TREE VERSION LICENCES.tsv JDK SECONDS-SINCE-1970
 */
public final class BillOfMaterials {
  private static final Pattern JAR =
      Pattern.compile("(?<name>.+?)-(?<version>\\d[\\w.]*)(-(?<classifier>linux-\\w+))?\\.jar");

  /** A line of licences.tsv. */
  private record Licence(String beginning, String expression, String group) {
    static Licence of(String line) {
      String[] columns = line.split("\t", -1);
      if (columns.length != 3) {
        throw new IllegalArgumentException(
            "licences.tsv: \"" + line + "\" (expected: beginning, licence and group, by tabs)");
      }
      return new Licence(columns[0], columns[1], columns[2]);
    }
  }

  private final List<Licence> licences;

  private BillOfMaterials(Path licences) throws IOException {
    this.licences =
        Files.readAllLines(licences).stream()
            .filter(line -> !line.startsWith("#"))
            .map(Licence::of)
            .toList();
  }

  public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
    var tree = Path.of(arguments[0]);
    var bill = new BillOfMaterials(Path.of(arguments[2]));
    var time = Instant.ofEpochSecond(Long.parseLong(arguments[4]));
    System.out.print(Json.pretty(bill.of(tree, arguments[1], Path.of(arguments[3]), time)));
  }

  private Map<String, Object> of(Path tree, String version, Path jdk, Instant time)
      throws IOException, NoSuchAlgorithmException {
    var product = component("application", "org.holdfast", "holdfast", version, "Apache-2.0");
    product.put("purl", "pkg:generic/holdfast@" + version);
    product.put("bom-ref", product.get("purl"));
    var components = new ArrayList<Map<String, Object>>();
    for (var jar : jars(tree.resolve("lib"))) {
      components.add(library(jar));
    }
    components.add(runtime(tree.resolve("jre"), jdk));
    var references = components.stream().map(component -> component.get("bom-ref")).toList();
    var bill = new LinkedHashMap<String, Object>();
    bill.put("bomFormat", "CycloneDX");
    bill.put("specVersion", "1.6");
    bill.put("version", 1);
    bill.put("metadata", ordered("timestamp", time.toString(), "component", product));
    bill.put("components", components);
    bill.put(
        "dependencies", List.of(ordered("ref", product.get("bom-ref"), "dependsOn", references)));
    return bill;
  }

  private static List<Path> jars(Path lib) throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private Map<String, Object> library(Path jar) throws IOException, NoSuchAlgorithmException {
    var file = jar.getFileName().toString();
    var parts = JAR.matcher(file);
    if (!parts.matches()) {
      throw new IllegalArgumentException(file + " (expected: name-version.jar)");
    }
    var licence =
        licences.stream()
            .filter(line -> file.startsWith(line.beginning()))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("licences.tsv has no line for " + file));
    var name = parts.group("name");
    var version = parts.group("version");
    var library = component("library", licence.group(), name, version, licence.expression());
    var classifier = parts.group("classifier");
    var purl =
        "pkg:maven/%s/%s@%s?%stype=jar"
            .formatted(
                licence.group(),
                name,
                version,
                classifier == null ? "" : "classifier=" + classifier + "&");
    library.put("purl", purl);
    library.put("bom-ref", purl);
    library.put("hashes", List.of(ordered("alg", "SHA-256", "content", sha256(jar))));
    return library;
  }

  /** Describes the runtime, whose modules are those of {@code jre} and whose build is the JDK's. */
  private static Map<String, Object> runtime(Path jre, Path jdk) throws IOException {
    var build = release(jdk);
    var version = build.getProperty("JAVA_RUNTIME_VERSION", build.getProperty("JAVA_VERSION"));
    var runtime =
        component(
            "platform",
            "org.openjdk",
            "openjdk",
            version,
            "GPL-2.0-only WITH Classpath-exception-2.0");
    runtime.put("publisher", build.getProperty("IMPLEMENTOR", "unknown"));
    runtime.put("purl", "pkg:generic/openjdk@" + version.replace("+", "%2B"));
    runtime.put("bom-ref", runtime.get("purl"));
    runtime.put(
        "properties",
        Stream.of(release(jre).getProperty("MODULES").split(" ", -1))
            .map(module -> ordered("name", "holdfast:java-module", "value", module))
            .toList());
    return runtime;
  }

  /** Reads the file "release" of a Java, without the quotes around its values. */
  private static Properties release(Path java) throws IOException {
    var release = new Properties();
    try (var in = Files.newBufferedReader(java.resolve("release"), StandardCharsets.UTF_8)) {
      release.load(in);
    }
    release.replaceAll((_, value) -> value.toString().replace("\"", ""));
    return release;
  }

  private static Map<String, Object> component(
      String type, String group, String name, String version, String licence) {
    var component = new LinkedHashMap<String, Object>();
    component.put("type", type);
    component.put("group", group);
    component.put("name", name);
    component.put("version", version);
    component.put("licenses", List.of(Map.of("expression", licence)));
    return component;
  }

  private static Map<String, Object> ordered(String first, Object one, String second, Object two) {
    var map = new LinkedHashMap<String, Object>();
    map.put(first, one);
    map.put(second, two);
    return map;
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
