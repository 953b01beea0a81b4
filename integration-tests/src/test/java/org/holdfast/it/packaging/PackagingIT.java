package org.holdfast.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.LabProber;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the packages: what Debian's and rpm's own tools say of them, and a Debian without Java that
 * becomes a director by one, is upgraded and cleaned again.
 */
@Order(1)
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class PackagingIT {
  private static final IpAddress VIP = IpAddress.of("10.9.0.100");

  /** The time that a client may need to update its ARP entry. */
  private static final int ARP_SWITCH_MILLIS = 10;

  @TempDir private static Path directory;

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  static void makeThePackages() throws Exception {
    Needs.tools(Tools.HOLDFAST, Tools.PACKAGES);
    assumeTrue(Files.isWritable(Path.of("/etc/passwd")), "needs root: dpkg and rpm set owners");
    make(Map.of());
  }

  private static void make(Map<String, String> environment) throws Exception {
    var all = new HashMap<>(environment);
    all.put("SOURCE_DATE_EPOCH", "1795219200");
    all.put("QUICK", "yes");
    run(
        all,
        script().toString(),
        HoldfastDirector.launcher().resolve("../..").normalize().toString(),
        "0.1.0",
        packages().toString());
  }

  private static Path packages() {
    return directory.resolve("packages");
  }

  private static Path script() {
    Path module = Files.isDirectory(Path.of("agent-cli")) ? Path.of("") : Path.of("..");
    return module.resolve("agent-cli/src/main/packaging/packages.sh").toAbsolutePath().normalize();
  }

  /** Their links lead out of the directory, about each of which JUnit would warn. */
  @AfterAll
  static void removeTheDebians() throws Exception {
    for (Path tree : List.of(debianRoot(), directory.resolve("images"))) {
      run(Map.of(), "rm", "-rf", "--one-file-system", tree.toString());
    }
  }

  private static Path debianRoot() {
    return directory.resolve("debian");
  }

  /** The JVM sometimes lays the class archive out in another way; nothing else may differ. */
  @Test
  void aSecondBuildHasTheSameBytes() throws Exception {
    List<Path> kinds = List.of(deb(), only(".rpm"), only(".tar.zst"));
    Path first = Files.createDirectory(directory.resolve("first"));
    for (Path each : kinds) {
      Files.move(each, first.resolve(each.getFileName()));
    }
    Path classes = Files.copy(packages().resolve("classes.list"), first.resolve("classes.list"));
    Path digests = packages().resolve("deb/DEBIAN/md5sums");
    List<String> before = Files.readAllLines(digests);

    make(Map.of("CLASS_LIST", classes.toString()));

    List<String> after = Files.readAllLines(digests);
    assertThat(withoutArchive(after)).isEqualTo(withoutArchive(before)).hasSizeGreaterThan(100);
    if (after.equals(before)) {
      for (Path each : kinds) {
        assertThat(Files.mismatch(each, first.resolve(each.getFileName())))
            .as("%s", each)
            .isEqualTo(-1);
      }
    }
  }

  private static List<String> withoutArchive(List<String> digests) {
    return digests.stream().filter(line -> !line.endsWith("/holdfast.jsa")).toList();
  }

  @Test
  void lintianFindsNoErrorInTheDeb() throws Exception {
    assertThat(run(Map.of(), "lintian", "--no-cfg", "--fail-on", "none", deb().toString()).lines())
        .filteredOn(line -> line.startsWith("E: ") || line.startsWith("W: "))
        .isEmpty();
  }

  @Test
  void rpmlintFindsNoErrorInTheRpm() throws Exception {
    String reasons = script().resolveSibling("rpm/rpmlint.toml").toString();

    String findings = run(Map.of(), "rpmlint", "--config", reasons, only(".rpm").toString());

    assertThat(findings).contains("1 packages").contains(" 0 errors");
  }

  @Test
  void rpmInstallsWhatItLaterVerifies() throws Exception {
    Path root = Files.createDirectory(directory.resolve("rpm-root"));
    String rpm = only(".rpm").toString();
    String[] rpmOf = {"rpm", "--root", root.toString()};
    run(Map.of(), with(rpmOf, "--nodeps", "--noscripts", "--install", rpm));
    assertThat(run(Map.of(), with(rpmOf, "--verify", "--nodeps", "holdfast"))).isEmpty();

    Files.delete(root.resolve("usr/lib/holdfast/lib/holdfast.jsa"));

    var verification = new ProcessBuilder(with(rpmOf, "--verify", "--nodeps", "holdfast")).start();
    assertThat(text(verification)).contains("missing").contains("holdfast.jsa");
  }

  @Test
  void theUnitsHaveFewRights() throws Exception {
    Path units = packages().resolve("root/usr/lib/systemd/system");

    assertThat(run(Map.of(), "systemd-analyze", "--man=no", "verify", unit(units, "holdfast@x")))
        .isEmpty();

    String rights =
        run(
            Map.of(),
            "systemd-analyze",
            "security",
            "--offline=true",
            "--threshold=25",
            units.resolve("holdfast.service").toString());
    assertThat(rights).contains("2.5 OK");
  }

  /** The modules of the runtime are those that mail, webhooks and checks need for TLS. */
  @Test
  void mailWebhooksAndChecksGoByTlsOnThePackagesRuntime() throws Exception {
    Needs.tools(Tools.SERVERS);
    Path home = packages().resolve("holdfast-0.1.0");
    try (var lab = new TlsLab(Files.createDirectory(directory.resolve("tls")));
        var agent = new LabAgent(lab.pair().a())) {
      String command = "shift; exec %s/bin/holdfast \"$@\"".formatted(home);
      agent.start(lab.configuration(), "env", "-u", "JAVA_HOME", "sh", "-c", command, "sh");

      awaitThat("master: the check succeeds", () -> agent.state("VI_1").equals("MASTER"));
      assertThat(Path.of("/proc/" + agent.pid() + "/exe").toRealPath())
          .isEqualTo(home.resolve("jre/bin/java").toRealPath());
      awaitThat("mail", () -> lab.hasMail("VRRP Instance VI_1 - Entering MASTER state"));
      awaitThat("an event", lab::hasEvent);

      lab.endWebServers();
      awaitThat("the check fails", () -> agent.state("VI_1").equals("FAULT"));
      agent.stop();
    }
  }

  /** The bill of materials has each file that ships, as it ships. */
  @Test
  void theBillOfMaterialsListsEveryJarAndTheRuntime() throws Exception {
    Path home = packages().resolve("holdfast-0.1.0");
    Map<String, Object> bill =
        JSON.std.mapFrom(
            Files.readString(packages().resolve("root/usr/share/doc/holdfast/sbom.cdx.json")));
    assertThat(bill).containsEntry("bomFormat", "CycloneDX").containsEntry("specVersion", "1.6");

    List<Map<?, ?>> components =
        list(bill, "components").stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
    List<String> digests = new ArrayList<>();
    try (Stream<Path> lib = Files.list(home.resolve("lib"))) {
      for (Path jar : lib.filter(file -> file.toString().endsWith(".jar")).toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
        digests.add(HexFormat.of().formatHex(digest));
      }
    }
    assertThat(components)
        .filteredOn(component -> "library".equals(component.get("type")))
        .extracting(PackagingIT::digest)
        .containsExactlyInAnyOrderElementsOf(digests)
        .hasSizeGreaterThan(30);
    assertThat(components)
        .filteredOn(component -> "platform".equals(component.get("type")))
        .singleElement()
        .satisfies(runtime -> assertThat(runtime.toString()).contains("openjdk", "java.net.http"));
    assertThat(components)
        .allSatisfy(component ->
            assertThat(list(component, "licenses").toString()).contains("expression="));
  }

  private static List<?> list(Map<?, ?> object, String member) {
    return (List<?>) Objects.requireNonNull(object.get(member), member);
  }

  private static String digest(Map<?, ?> component) {
    var first = (Map<?, ?>) list(component, "hashes").getFirst();
    return String.valueOf(first.get("content"));
  }

  /** Returns the path of a copy of a unit that starts a program of this host. */
  private static String unit(Path units, String name) throws IOException {
    Path copies = Files.createDirectories(directory.resolve("units"));
    try (Stream<Path> all = Files.list(units)) {
      for (Path unit : all.toList()) {
        Files.writeString(
            copies.resolve(unit.getFileName().toString().replace("@", "@x")),
            Files.readString(unit)
                .replace("/usr/bin/holdfast", HoldfastDirector.launcher().toString()));
      }
    }
    return copies.resolve(name + ".service").toString();
  }

  @Test
  void aDebianWithoutJavaBecomesADirectorIsUpgradedAndCleaned() throws Exception {
    Path root = debian();
    String chroot = root.toString();
    run(Map.of(), "chroot", chroot, "dpkg", "--install", "/tmp/holdfast.deb");
    assertThat(run(Map.of(), "chroot", chroot, "stat", "-c", "%U:%G %a", "/etc/holdfast"))
        .isEqualTo("root:holdfast 750\n");
    Files.writeString(root.resolve("etc/holdfast/holdfast.yaml"), configuration(150));

    try (PairLab lab = PairLab.open();
        LabProber prober = LabProber.start(lab.client(), VIP)) {
      var installed = new Installed(root, lab.a());
      var peer = new LabAgent(lab.b());
      installed.mount();
      Daemon agent = installed.start();
      awaitThat("the installed agent is master", () -> isMaster(installed.status()));
      assertThat(lab.a().holds(VIP)).isTrue();
      assertThat(lab.a().run("chroot", chroot, "sh", "-c", "holdfast doctor || true"))
          .as("the doctor finds the archive in use, although it was made in another folder")
          .containsPattern("(?m)^ok .*\\barchive\\b");
      peer.start(configuration(100));
      awaitThat("its peer is backup", () -> peer.state("VI_1").equals("BACKUP"));
      prober.awaitAnswered(Lab.PATIENCE);
      Instant upgrade = Instant.now();

      Files.copy(nextVersion(), root.resolve("tmp/next.deb"));
      Path systemd = pretendThatSystemdCannotRestartTheAgent(root);
      assertThat(lab.a().run("chroot", chroot, "dpkg", "--install", "/tmp/next.deb"))
          .contains("holdfast.service could not be restarted");
      Files.delete(systemd);
      assertThat(agent.isRunning()).isTrue();
      assertThat(agent.stop()).isZero();
      agent = installed.start();
      awaitThat("it is master again", () -> isMaster(installed.status()));

      assertThat(lostSince(prober, upgrade)).isLessThanOrEqualTo(2 * ARP_SWITCH_MILLIS);

      assertThat(agent.stop()).isZero();
      lab.a().run("chroot", chroot, "dpkg", "--purge", "holdfast");
      assertThat(lab.a().holds(VIP)).isFalse();
      assertThat(lab.a().run("ip", "rule").lines()).hasSize(3);
      assertThat(lab.a().run("ip", "route", "show", "table", "all", "proto", "72")).isEmpty();
    }
    assertThat(filesOf(root)).isEmpty();
    assertThat(Files.readString(root.resolve("etc/passwd"))).doesNotContain("holdfast");
  }

  /**
   * Returns the number of lost probes, of which there is one each millisecond. The time of the gaps
   * would contain that in which the prober got no processor.
   */
  private static int lostSince(LabProber prober, Instant from) {
    return prober.gapsSince(from).stream().mapToInt(LabProber.Gap::lost).sum();
  }

  /** Returns the folder by which the package's scripts notice that systemd runs. */
  private static Path pretendThatSystemdCannotRestartTheAgent(Path root) throws IOException {
    Path systemctl = root.resolve("usr/local/bin/systemctl");
    Files.writeString(
        systemctl,
        """
        #!/bin/sh
        case $1 in
          list-units) echo holdfast.service ;;
          restart) exit 1 ;;
        esac
        """);
    Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Files.createDirectories(root.resolve("run/systemd/system"));
  }

  /** A director whose agent comes from the deb. */
  private record Installed(Path root, Node node) {

    /** What systemd and the kernel would have mounted. */
    void mount() {
      for (String folder : List.of("proc", "dev", "sys")) {
        node.lab().run("mount", "--rbind", "/" + folder, root.resolve(folder).toString());
      }
    }

    /** Starts the agent as the unit says: its command line, its user, its capabilities. */
    Daemon start() throws IOException {
      var unit = new Unit(root.resolve("usr/lib/systemd/system/holdfast.service"));
      String capabilities =
          Stream.of(unit.value("AmbientCapabilities").split(" "))
              .map(name -> ",+" + name.substring("CAP_".length()).toLowerCase(Locale.ROOT))
              .collect(Collectors.joining("", "-all", ""));
      String user = unit.value("User");
      for (String folder :
          List.of(
              "/run/" + unit.value("RuntimeDirectory"),
              "/var/lib/" + unit.value("StateDirectory"))) {
        node.run("chroot", root.toString(), "install", "-d", "-o", user, "-g", user, folder);
      }
      var command =
          new ArrayList<>(
              List.of(
                  "chroot",
                  root.toString(),
                  "setpriv",
                  "--reuid=" + user,
                  "--regid=" + unit.value("Group"),
                  "--clear-groups",
                  "--inh-caps=" + capabilities,
                  "--ambient-caps=" + capabilities,
                  "--bounding-set=" + capabilities,
                  "--no-new-privs",
                  "env",
                  "-u",
                  "JAVA_HOME",
                  unit.value("Environment")));
      command.addAll(List.of(unit.value("ExecStart").split(" ")));
      return node.start(command.toArray(String[]::new));
    }

    /** Returns the status, or an empty text while no agent answers. */
    String status() {
      String[] command = {"chroot", root.toString(), "holdfast", "status"};
      return node.succeeds(command) ? node.run(command) : "";
    }
  }

  /** A unit file. */
  private record Unit(Path file) {

    /** Returns the value of the first line with this key. */
    String value(String key) throws IOException {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key + "="))
          .map(line -> line.substring(key.length() + 1))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String configuration(int priority) {
    return """
    vrrp:
      instances:
        VI_1:
          interface: eth0
          virtual-router-id: 51
          version: 3
          priority: %d
          addresses: [%s]
    """
        .formatted(priority, PairLab.VIP);
  }

  @Test
  void theImageRunsAnAgentThatHandsOver() throws Exception {
    run(Map.of(), podman("import", "--quiet", debianArchive(), "localhost/debian:12"));
    run(
        Map.of(),
        with(
            storage("buildah"),
            "build",
            "--quiet",
            "--isolation=chroot",
            "--build-arg=BASE=localhost/debian:12",
            "--tag=localhost/holdfast:test",
            "--file=" + script().resolveSibling("Containerfile"),
            packages().toString()));

    try (PairLab lab = PairLab.open();
        LabProber prober = LabProber.start(lab.client(), VIP)) {
      var peer = new LabAgent(lab.b());
      Path etc = Files.createDirectory(directory.resolve("etc"));
      Files.writeString(etc.resolve("holdfast.yaml"), configuration(150));
      // Not by "ip netns exec", which hides the cgroups from the container engine.
      Lab host = lab.a().lab();
      host.run(
          podman(
              "run",
              "--detach",
              "--name=a",
              "--cgroups=no-conmon",
              "--ulimit=nofile=4096:4096", // an engine without CAP_SYS_RESOURCE can only lower
              // limits
              "--ulimit=nproc=1024:1024",
              "--network=ns:/run/netns/a",
              "--cap-drop=all",
              "--cap-add=NET_ADMIN,NET_RAW",
              "--volume=" + etc + ":/etc/holdfast:ro",
              "localhost/holdfast:test"));
      String[] status = podman("exec", "a", "holdfast", "status");
      awaitThat("it is master", () -> host.succeeds(status) && isMaster(host.run(status)));
      assertThat(lab.a().holds(VIP)).isTrue();
      assertThat(host.run(podman("exec", "a", "cat", "/proc/1/cmdline"))).contains("--supervise");
      host.run(
          podman("exec", "--env=HOLDFAST_JAVA_OPTIONS=-Xshare:on", "a", "holdfast", "version"));
      peer.start(configuration(100));
      awaitThat("its peer is backup", () -> peer.state("VI_1").equals("BACKUP"));
      prober.awaitAnswered(Lab.PATIENCE);
      Instant stop = Instant.now();

      host.run(podman("stop", "--time=40", "a"));

      awaitThat("its peer is master", () -> peer.state("VI_1").equals("MASTER"));
      assertThat(lab.a().holds(VIP)).isFalse();
      assertThat(lostSince(prober, stop)).isLessThanOrEqualTo(ARP_SWITCH_MILLIS);
      host.run(podman("rm", "a"));
    }
  }

  private static boolean isMaster(String status) {
    return status.contains("MASTER since");
  }

  private static String[] podman(String... command) {
    String[] engine = with(storage("podman"), "--cgroup-manager=cgroupfs", "--runtime=runc");
    return with(engine, command);
  }

  /** Returns a command that keeps images and containers in the test's directory. */
  private static String[] storage(String program) {
    Path images = directory.resolve("images");
    return new String[] {
      program,
      "--storage-driver=vfs",
      "--root=" + images.resolve("root"),
      "--runroot=" + images.resolve("run")
    };
  }

  private static synchronized String debianArchive() throws Exception {
    Path archive = directory.resolve("debian.tar");
    if (Files.notExists(archive)) {
      run(
          Map.of(),
          "mmdebstrap",
          "--quiet",
          "--variant=minbase",
          "--mode=root",
          "--include=iproute2",
          "bookworm",
          archive.toString());
    }
    return archive.toString();
  }

  /** Makes a minimal Debian with the deb in its /tmp. */
  private static Path debian() throws Exception {
    Path root = Files.createDirectory(debianRoot());
    run(Map.of(), "tar", "-xf", debianArchive(), "-C", root.toString(), "--exclude=./dev/*");
    assertThat(root.resolve("usr/bin/java")).doesNotExist();
    assertThat(root.resolve("usr/lib/jvm")).doesNotExist();
    Files.copy(deb(), root.resolve("tmp/holdfast.deb"));
    return root;
  }

  /** Returns a deb of the next version, with the same content. */
  private static Path nextVersion() throws Exception {
    Path content = directory.resolve("next");
    run(Map.of(), "dpkg-deb", "--raw-extract", deb().toString(), content.toString());
    Path control = content.resolve("DEBIAN/control");
    Files.writeString(
        control, Files.readString(control).replace("Version: 0.1.0", "Version: 0.1.1"));
    Path next = directory.resolve("next.deb");
    run(Map.of(), "dpkg-deb", "-Zgzip", "-z1", "--build", content.toString(), next.toString());
    return next;
  }

  /** Returns the files of this root that have to do with the agent, apart from the debs. */
  private static List<Path> filesOf(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> path.getFileName().toString().contains("holdfast"))
          .filter(path -> !path.startsWith(root.resolve("tmp")))
          .toList();
    }
  }

  private static Path deb() {
    return only(".deb");
  }

  private static Path only(String suffix) {
    try (Stream<Path> all = Files.list(packages())) {
      return all.filter(path -> path.toString().endsWith(suffix)).findAny().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitThat(String fact, Callable<Boolean> condition) {
    Awaitility.await(fact).atMost(Lab.PATIENCE).until(condition);
  }

  private static String[] with(String[] first, String... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  private static String run(Map<String, String> environment, String... command) throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = text(process);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static String text(Process process) throws IOException {
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
