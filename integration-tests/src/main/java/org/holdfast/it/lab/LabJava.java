package org.holdfast.it.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.net.IpAddress;

/** Commands for programs of the lab that run in small JVMs of their own, in a node's namespaces. */
final class LabJava {

  private LabJava() {}

  /**
   * Returns the command that runs a class with these arguments. The class may use the lab's classes
   * and vrrp-core's, and no others.
   */
  static String[] command(Class<?> program, List<String> arguments) {
    return Stream.concat(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                home(program) + ":" + home(IpAddress.class),
                program.getName()),
            arguments.stream())
        .toArray(String[]::new);
  }

  private static Path home(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }
}
