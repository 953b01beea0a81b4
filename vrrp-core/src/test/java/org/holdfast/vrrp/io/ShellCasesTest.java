package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.holdfast.net.Family;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.VrrpVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recorded cases of VRRP at work, one folder each under {@code cases}: {@code about.txt} says what
 * the case shows, {@code config.txt} has the configuration, and {@code steps.txt} the steps, one
 * per line with the time in seconds. Lines with {@code <} are inputs: packets, notifications of the
 * kernel, orders. Lines with {@code >} are outputs: packets, netlink requests, announcements,
 * events.
 *
 * <p>The transcript of a case with other outputs is written to {@code target/shell-cases}. Once it
 * has been read and found correct, it may become the new {@code steps.txt}.
 */
class ShellCasesTest {

  private static final String COMMENT = "#";

  /** The hardware address in the claims of another router. */
  private static final long SUCCESSOR = 0x0200_0000_0002L;

  /** The directory for the transcripts of cases with other outputs. */
  private static final Path OTHERWISE = Path.of("target", "shell-cases");

  @TempDir Path directory;

  static Stream<Path> cases() throws IOException, URISyntaxException {
    var root = Objects.requireNonNull(ShellCasesTest.class.getResource("cases"));
    try (var folders = Files.list(Path.of(root.toURI()))) {
      return folders.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesOutAsRecorded(Path folder) throws IOException {
    assertThat(folder.resolve("about.txt")).content().isNotBlank();
    var recorded = Files.readString(folder.resolve("steps.txt"));

    var transcript = new Run(folder, directory.resolve("state")).play(recorded);

    if (!transcript.equals(recorded)) {
      Files.createDirectories(OTHERWISE);
      Files.writeString(OTHERWISE.resolve(folder.getFileName() + ".txt"), transcript);
    }
    assertThat(transcript).as(folder.getFileName().toString()).isEqualTo(recorded);
  }

  /** A run of one case. */
  private static final class Run {
    private final Path folder;
    private final Path record;
    private final StringBuilder transcript = new StringBuilder();
    private @Nullable LifeRecord life;
    private @Nullable VrrpService service;

    Run(Path folder, Path record) {
      this.folder = folder;
      this.record = record;
    }

    String play(String recorded) throws IOException {
      try (var host = new FakeHost()) {
        readLinks(host);
        for (var line : recorded.lines().toList()) {
          if (line.startsWith(COMMENT) || line.isBlank()) {
            write(host);
            transcript.append(line).append('\n');
          } else if (line.contains(" < ")) {
            step(host, line);
          }
        }
        write(host);
        end();
      }
      return transcript.toString();
    }

    private void step(FakeHost host, String line) throws IOException {
      var parts = line.split(" < ", 2);
      long at = Math.round(Double.parseDouble(parts[0].strip()) * 1e9);
      host.pass(Duration.ofNanos(at - host.time.nanoTime()));
      write(host);
      transcript.append(line).append('\n');
      act(host, parts[1].strip().split("\\s+"));
      host.settle();
      write(host);
    }

    /** Writes the outputs, one line each; equal outputs at the same time share a line. */
    private void write(FakeHost host) {
      var happenings = host.takeHappenings();
      for (int i = 0; i < happenings.size(); ) {
        var happening = happenings.get(i);
        int times = 1;
        while (i + times < happenings.size() && happenings.get(i + times).equals(happening)) {
          times++;
        }
        transcript.append(
            "%8.3f > %s%s%n"
                .formatted(
                    happening.atNanos() / 1e9,
                    happening.what(),
                    times == 1 ? "" : " (" + times + " times)"));
        i += times;
      }
    }

    private void act(FakeHost host, String[] words) throws IOException {
      switch (words[0]) {
        case "start" -> start(host);
        case "killed" -> killed(host);
        case "stop" -> service().beginToStop();
        case "packet", "packet-of-version-2" -> packet(host, words, true);
        case "claim" -> host.hearsClaim(words[3], words[1], SUCCESSOR);
        case "link" -> link(host, words);
        case "address" -> {
          if (words[1].equals("removed")) {
            host.addressGoes(words[2], words[4]);
          } else {
            host.addressComes(words[2], words[4]);
          }
        }
        case "netlink" -> host.losesReplies(Integer.parseInt(words[1]));
        case "reload" -> service().reload(config(folder.resolve(words[1])));
        case "script" ->
            service()
                .trackReported(
                    TrackKind.SCRIPT,
                    words[1],
                    words[2].equals("well") ? TrackVerdict.WELL : TrackVerdict.FAILED);
        case "order" -> {
          var _ =
              service().order(words[1].equals("nothing") ? Map.of() : Map.of(words[1], "ordered"));
        }
        case "stalled" -> {
          packet(host, List.of(words).subList(5, words.length).toArray(String[]::new), false);
          host.stall(Duration.ofMillis(Long.parseLong(words[1])));
          host.readPackets();
        }
        case "end" -> {}
        default -> throw new IllegalArgumentException(String.join(" ", words));
      }
    }

    /** {@code packet[-of-version-2] SOURCE on LINK vrid N priority N ADDRESS...}. */
    private static void packet(FakeHost host, String[] words, boolean read) {
      host.arrives(
          words[0].equals("packet") ? VrrpVersion.V3 : VrrpVersion.V2,
          words[3],
          words[1],
          Integer.parseInt(words[5]),
          Integer.parseInt(words[7]),
          List.of(words).subList(8, words.length).toArray(String[]::new));
      if (read) {
        host.readPackets();
      }
    }

    private static void link(FakeHost host, String[] words) {
      switch (words[2]) {
        case "up" -> host.linkIs(words[1], true);
        case "down" -> host.linkIs(words[1], false);
        case "deleted" -> host.linkGoes(words[1]);
        default -> throw new IllegalArgumentException(String.join(" ", words));
      }
    }

    private VrrpService service() {
      return Objects.requireNonNull(service, "no start yet");
    }

    private void start(FakeHost host) throws IOException {
      var opened = LifeRecord.open(record).orElseThrow();
      life = opened;
      var config = config(folder.resolve("config.txt"));
      var ids = new InstanceIds(config.instances());
      service =
          VrrpService.start(config, ids, opened, host.clock(), List.of(), host.news, Map.of());
    }

    /** Ends the loops; the kernel and the record keep their contents. */
    private void killed(FakeHost host) {
      host.settle();
      end();
      host.forgetProcess();
    }

    private void end() {
      if (life != null) {
        service().close();
        life.close();
        life = null;
      }
    }

    // ---- config.txt ----

    private void readLinks(FakeHost host) throws IOException {
      int index = 2;
      for (var line : lines(folder.resolve("config.txt"))) {
        var words = line.split("\\s+");
        if (words[0].equals("link")) {
          var prefixes = List.of(words).subList(2, words.length).toArray(String[]::new);
          host.link(index++, words[1], prefixes);
        }
      }
    }

    private static List<String> lines(Path file) throws IOException {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.startsWith(COMMENT) && !line.isBlank())
          .toList();
    }

    private static VrrpConfig config(Path file) throws IOException {
      var instances = new ArrayList<InstanceConfig>();
      var groups = new ArrayList<SyncGroupConfig>();
      for (var line : lines(file)) {
        var words = List.of(line.split("\\s+"));
        switch (words.getFirst()) {
          case "instance" -> instances.add(instance(words));
          case "group" ->
              groups.add(
                  new SyncGroupConfig(
                      words.get(1), words.subList(2, words.size()), NotifyCommands.NONE));
          case "link" -> {}
          default -> throw new IllegalArgumentException(line);
        }
      }
      return new VrrpConfig(instances, groups, List.of(), Duration.ZERO, 0, false);
    }

    /**
     * {@code instance NAME [version-2|ipv6] on LINK vrid N priority N [no-preempt] [watches-claims]
     * [track SCRIPT W] holds A...}.
     */
    private static InstanceConfig instance(List<String> words) {
      var made = TestInstance.named(words.get(1)).probesEvery(Duration.ZERO);
      for (int i = 2; i < words.size(); i++) {
        switch (words.get(i)) {
          case "version-2" -> made.version2();
          case "ipv6" -> made.family(Family.IPV6);
          case "on" -> made.on(words.get(++i));
          case "vrid" -> made.vrid(Integer.parseInt(words.get(++i)));
          case "priority" -> made.priority(Integer.parseInt(words.get(++i)));
          case "no-preempt" -> made.withoutPreemption();
          case "watches-claims" -> made.probesEvery(Duration.ofMinutes(1));
          case "failover-on-address-loss" -> made.failsOverOnAddressLoss();
          case "track" -> made.tracksScript(words.get(++i), Integer.parseInt(words.get(++i)));
          case "holds" -> words.subList(i + 1, words.size()).forEach(made::holds);
          default -> throw new IllegalArgumentException(words.get(i));
        }
        if (words.get(i).equals("holds")) {
          break;
        }
      }
      return made.build();
    }
  }
}
