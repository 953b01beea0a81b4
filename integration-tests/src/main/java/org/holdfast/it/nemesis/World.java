package org.holdfast.it.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.holdfast.it.lab.Capture;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.LabProber;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.OwnerWatch;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Preload;
import org.holdfast.it.lab.ScriptedServer;
import org.holdfast.net.IpAddress;

/**
 * The pair and everything around it: two directors, a client that watches them, and a host whose
 * servers the directors check and from which strangers attack. Not thread-safe.
 */
public final class World implements AutoCloseable {
  static final IpAddress VIP = IpAddress.of("10.9.0.100");
  static final IpAddress VIP6 = IpAddress.of("2001:db8:9::100");
  private static final Duration PROBE_INTERVAL = Duration.ofMillis(5);

  /** The heap is small, so that a run out of memory does not take the machine's. */
  private static final String HEAP = "HOLDFAST_HEAP=128m";

  /** A's monotonic clock, which is another one than B's and the machine's. */
  private static final String UPTIME = "8640000";

  private static final String HEALTHY = "hear\nsay HTTP/1.0 200 OK\nsay \nsay ok";

  private final PairLab lab = PairLab.open();
  private final Duration interval;
  private final Map<Side, Disk> disks = new EnumMap<>(Side.class);
  private final Map<Side, Path> clocks = new EnumMap<>(Side.class);
  private final Map<Side, Subject> subjects = new EnumMap<>(Side.class);
  private final Path server;
  private final Node stranger;
  private final List<Daemon> servers = new ArrayList<>();
  private final List<LabProber> probers;
  private final OwnerWatch watch;
  private final Path heapHog;
  private final Capture capture;
  private Path launcher = HoldfastDirector.launcher();

  /** Creates everything and starts both agents. */
  World(Duration interval) {
    this.interval = interval;
    Path directory = lab.client().lab().directory();
    heapHog = HeapHog.jar(directory);
    stranger =
        lab.client().lab().addNode("stranger").attach(lab.lan(), "eth0", Setting.SERVER + "/24");
    capture =
        lab.lan()
            .capture(
                "lan.pcap",
                "(ip proto 112 or ip6 proto 112 or arp) and not ether src %s and not ether src %s"
                    .formatted(
                        lab.client().hardwareAddress("eth0"), stranger.hardwareAddress("eth0")));
    server = write(directory.resolve("server"), HEALTHY);
    servers.add(ScriptedServer.start(stranger, "tcp:8001:" + server, "tcp:9000:" + server));
    watch = OwnerWatch.start(lab.client(), "eth0", IpAddress.of("10.9.0.3"), VIP);
    probers =
        List.of(
            LabProber.start(lab.client(), VIP, PROBE_INTERVAL),
            LabProber.start(lab.client(), VIP6, PROBE_INTERVAL));
    for (Side side : Side.values()) {
      addSubject(side, directory);
      subject(side).start(launcher);
    }
  }

  private void addSubject(Side side, Path directory) {
    try {
      Node node = side == Side.A ? lab.a() : lab.b();
      node.run("ip", "link", "add", "storm0", "type", "veth", "peer", "name", "storm1");
      node.run("ip", "link", "set", "storm0", "up");
      Path files = Files.createDirectory(directory.resolve("files-" + side));
      Setting setting = Setting.usual(side, interval, files);
      write(setting.load(), "0");
      disks.put(side, new Disk(node.lab(), side));
      Path clock = Files.write(files.resolve("clock"), new byte[Long.BYTES]);
      clocks.put(side, clock);
      subjects.put(
          side, new Subject(node, setting, disk(side).path(), wrapper(side, clock, files)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> wrapper(Side side, Path clock, Path files) throws IOException {
    var command = new ArrayList<>(List.of("env", HEAP));
    if (Preload.isPossible()) {
      command.add("LD_PRELOAD=" + Preload.wallClock(files));
      command.add("LAB_CLOCK=" + clock);
    }
    if (side == Side.A && Files.exists(Path.of("/proc/self/ns/time"))) {
      command.addAll(List.of("unshare", "-T", "--monotonic", UPTIME, "--boottime", UPTIME));
    }
    return command;
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Duration interval() {
    return interval;
  }

  PairLab lab() {
    return lab;
  }

  Subject subject(Side side) {
    return Objects.requireNonNull(subjects.get(side));
  }

  Node node(Side side) {
    return subject(side).node();
  }

  Disk disk(Side side) {
    return Objects.requireNonNull(disks.get(side));
  }

  /** Returns the host from which strangers attack. */
  Node stranger() {
    return stranger;
  }

  OwnerWatch watch() {
    return watch;
  }

  List<LabProber> probers() {
    return probers;
  }

  /** Ends the capture of adverts and ARP replies, and returns its file. */
  Path stopCapture() {
    return capture.stop().file();
  }

  /** Returns the launcher of the build that runs at present. */
  Path launcher() {
    return launcher;
  }

  /** Returns the launcher of another tree with the same build, and has agents start from it. */
  Path upgrade() {
    Path home = HoldfastDirector.launcher().resolve("../..").normalize();
    Path copy = lab.client().lab().directory().resolve("upgrade");
    if (!Files.exists(copy)) {
      lab.client().run("cp", "-a", home.toString(), copy.toString());
    }
    launcher =
        launcher.startsWith(copy) ? HoldfastDirector.launcher() : copy.resolve("bin/holdfast");
    return launcher;
  }

  /** Sets a director's wall clock, by so many seconds from the machine's. */
  void setClock(Side side, long seconds) {
    try {
      var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
      Files.write(
          Objects.requireNonNull(clocks.get(side)),
          bytes.putLong(0, seconds).array(),
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the servers follow another script. */
  void serve(String... steps) {
    write(server, String.join("\n", steps));
  }

  void serveAgain() {
    write(server, HEALTHY);
  }

  /** Ends an agent's JVM by an OutOfMemoryError. */
  void exhaustHeap(Side side) {
    subject(side)
        .agent()
        .ifPresent(pid -> {
          node(side)
              .succeeds(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  "JVMTI.agent_load",
                  heapHog.toString());
          // The socket through which jcmd asks; a JVM that dies leaves it.
          node(side).run("rm", "-f", "/tmp/.java_pid" + pid);
        });
  }

  /** Returns the hardware address under which a director answers at present. */
  String hardwareAddress(Side side) {
    return node(side).hardwareAddress("eth0");
  }

  @Override
  public void close() {
    subjects.values().forEach(Subject::close);
    disks.values().forEach(Disk::close);
    lab.close();
  }
}
