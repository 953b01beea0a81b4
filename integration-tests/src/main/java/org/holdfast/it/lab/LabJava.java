package org.holdfast.it.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.net.IpAddress;

/** Command lines of programs of the lab that run in JVMs of their own. */
public final class LabJava {

  // The JDK's class archive is used in place: at a random address, all of its pointers would be
  // corrected at each start.
  private static final List<String> JVM =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED");

  private LabJava() {}

  /**
   * Returns the command line of a main class with the JDK, class path and {@code holdfast.*}
   * properties of this JVM.
   */
  public static List<String> command(Class<?> main, List<String> arguments) {
    List<String> line = new ArrayList<>(JVM);
    line.addAll(List.of("-Xshare:auto", "-Xmx512m"));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("holdfast."))
        .map(name -> "-D" + name + "=" + System.getProperty(name))
        .forEach(line::add);
    line.addAll(List.of("-cp", absoluteClassPath(), main.getName()));
    line.addAll(arguments);
    return List.copyOf(line);
  }

  private static String absoluteClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(":", -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }

  /**
   * Returns the command line of a main class in a small JVM. The class may use the lab's classes
   * and vrrp-core's, and no others.
   */
  static List<String> small(Class<?> main, List<String> arguments) {
    List<String> line = new ArrayList<>(JVM);
    line.add("-Xmx32m");
    line.addAll(List.of("-cp", home(main) + ":" + home(IpAddress.class), main.getName()));
    line.addAll(arguments);
    return List.copyOf(line);
  }

  private static Path home(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }
}
