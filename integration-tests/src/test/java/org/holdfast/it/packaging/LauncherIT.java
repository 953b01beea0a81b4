package org.holdfast.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that the launcher finds its directory, a Java and its native libraries, however it is
 * called.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LauncherIT {
  private static final Path LAUNCHER = HoldfastDirector.launcher();
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  @TempDir private Path directory;

  @BeforeEach
  void needsThePackage() {
    Needs.tools(Tools.HOLDFAST);
  }

  private String output(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void startsByALinkByARelativePathAndByThePath() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), LAUNCHER);
    Path second = Files.createSymbolicLink(directory.resolve("second"), Path.of("link"));
    Path linkedTree = directory.resolve("tree");
    Files.createSymbolicLink(linkedTree, LAUNCHER.resolve("../..").normalize());
    Path linkedFolder = directory.resolve("folder");
    Files.createSymbolicLink(linkedFolder, LAUNCHER.resolve("..").normalize());
    String relative = directory.toRealPath().relativize(LAUNCHER.toRealPath()).toString();
    String path = LAUNCHER.resolveSibling(".") + ":" + System.getenv("PATH");

    for (String called :
        List.of(
            link.toString(),
            second.toString(),
            "./link",
            relative,
            linkedTree.resolve("bin/holdfast").toString(),
            linkedFolder.resolve("holdfast").toString(),
            "folder/holdfast")) {
      assertThat(output(Map.of(), called, "version")).as(called).startsWith("holdfast ");
    }
    assertThat(output(Map.of("PATH", path), "sh", "-c", "holdfast version"))
        .startsWith("holdfast ");
  }

  /** An image made by jlink states only its version, not its machine. */
  @ParameterizedTest
  @ValueSource(strings = {"", "OS_ARCH=\"another\"\n"})
  void aJavaThatNamesAnotherMachineOrNoneFindsTheNativeLibraries(String machine) throws Exception {
    Path home = Files.createDirectories(directory.resolve("jdk"));
    for (String part : List.of("bin", "lib", "conf")) {
      Files.createSymbolicLink(home.resolve(part), JAVA_HOME.resolve(part));
    }
    Files.writeString(
        home.resolve("release"),
        "JAVA_VERSION=\"%s\"\n%s".formatted(System.getProperty("java.version"), machine));
    Path weight = Files.writeString(directory.resolve("weight"), "1\n");
    // Reading the configuration calls the C library, through JNA, for the file system of the track
    // file.
    Path file =
        Files.writeString(
            directory.resolve("holdfast.yaml"),
            """
            vrrp:
              track-files:
                weight: { path: %s }
              instances:
                VI_1: { interface: lo, virtual-router-id: 51, track: { files: [weight] } }
            """
                .formatted(weight));

    var environment = Map.of("HOLDFAST_JAVA_HOME", home.toString());

    assertThat(output(environment, LAUNCHER.toString(), "check", "-c", file.toString()))
        .contains("ok, 1 VRRP instance");
  }

  /**
   * The largest heap follows the memory of the host (MemTotal in /proc/meminfo) and of the control
   * groups (memory.max), within bounds.
   */
  @ParameterizedTest(name = "{0} GiB, the slice {1}, the service {2}, HOLDFAST_HEAP={3}: {4}")
  @CsvSource({
    "1, max, max, '', -Xmx256m",
    "256, max, max, '', -Xmx512m",
    "256, 629145600, max, '', -Xmx150m",
    "256, 629145600, 419430400, '', -Xmx100m",
    "256, 419430400, 629145600, '', -Xmx100m",
    "1, 99999999999, max, '', -Xmx256m",
    "256, 67108864, max, '', -Xmx64m",
    "2, 629145600, max, 300m, -Xmx300m",
  })
  void theHeapFollowsTheMemoryOfTheHostAndOfTheContainer(
      int gibibytes, String slice, String service, String wanted, String heap) throws Exception {
    Path home = directory.resolve("jdk");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path memory =
        Files.writeString(
            directory.resolve("meminfo"), "MemTotal: %d kB\n".formatted((long) gibibytes << 20));
    Path group = Files.writeString(directory.resolve("group"), "0::/some.slice/holdfast.service\n");
    String script =
        """
        mount -t tmpfs none /sys/fs/cgroup
        mkdir -p /sys/fs/cgroup/some.slice/holdfast.service
        echo %s >/sys/fs/cgroup/some.slice/memory.max
        echo %s >/sys/fs/cgroup/some.slice/holdfast.service/memory.max
        mount --bind %s /proc/meminfo
        mount --bind %s /proc/$$/cgroup
        exec %s version
        """
            .formatted(slice, service, memory, group, LAUNCHER);

    String arguments =
        output(
            Map.of("HOLDFAST_JAVA_HOME", home.toString(), "HOLDFAST_HEAP", wanted),
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-ec",
            script);

    assertThat(arguments.split("\\s+")).contains(heap);
  }

  /** Runs the launcher with a Java that prints its arguments; ends with its exit status. */
  private String launched(String heap, String... arguments) throws Exception {
    Path home = directory.resolve("jdk");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return output(
        Map.of("HOLDFAST_JAVA_HOME", home.toString(), "HOLDFAST_HEAP", heap),
        "sh",
        "-c",
        "\"$@\"; echo \" status $?\"",
        "sh",
        LAUNCHER.toString(),
        String.join(" ", arguments));
  }

  @ParameterizedTest
  @CsvSource({
    "300M, 300, 75, 24",
    "1g, 1024, 96, 24",
    "40000k, 39, 9, 9",
    "67108864, 64, 16, 16",
    "16m, 16, 8, 8",
    "383m, 383, 95, 24",
  })
  void anySizeThatJavaTakesGivesEachGenerationItsPart(
      String heap, int largest, int young, int beginning) throws Exception {
    assertThat(launched(heap, "version").split("\\s+"))
        .contains(
            "-Xmx" + largest + "m",
            "-XX:MaxNewSize=" + young + "m",
            "-XX:NewSize=" + beginning + "m",
            "-Xms" + (beginning + 4) + "m");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8m",
        "15m",
        "0",
        "1.5g",
        "abc",
        "m",
        "-64m",
        "0x40m",
        "064m",
        "64 m",
        "64mb",
        "9999999999999999",
        "1"
      })
  void aSizeThatIsNoneIsRefusedAndDoesNotKeepReleaseFromItsWork(String heap) throws Exception {
    assertThat(launched(heap, "run"))
        .isEqualTo(
            "holdfast: HOLDFAST_HEAP="
                + heap
                + " (expected: a whole number of MiB or GiB, such as 300m or 1g; at least 16m)\n"
                + " status 2\n");
    assertThat(launched(heap, "release")).contains(" -Xmx64m ").endsWith(" status 0\n");
  }

  /** Without the archive a start would take twice as long, and no other test would show it. */
  @Test
  void theJvmUsesTheClassArchiveWithLinkedClasses() throws Exception {
    var options = "-Xlog:class+load:stdout -Xlog:aot:stdout";

    String loaded =
        output(Map.of("HOLDFAST_JAVA_OPTIONS", options), LAUNCHER.toString(), "version");

    assertThat(loaded).contains("Using AOT-linked classes: true");
    assertThat(loaded.lines().filter(line -> line.contains(" picocli.CommandLine ")))
        .singleElement()
        .asString()
        .contains("shared objects file");
  }
}
