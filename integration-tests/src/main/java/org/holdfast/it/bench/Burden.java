package org.holdfast.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.holdfast.it.lab.ControlClient;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Node;

/** What master and backup of {@link StressPair} bear while their adverts are measured. */
enum Burden {
  NONE,

  /** Ten other programs for each processor want all of it. */
  HOGS {
    @Override
    void begin(StressPair pair, Load load) {
      int hogs = 10 * Runtime.getRuntime().availableProcessors();
      Stream.generate(() -> pair.master().node().start("sh", "-c", "while :; do :; done"))
          .limit(hogs)
          .forEach(load::add);
    }
  },

  /**
   * Two other programs for each processor want all of it, at a real-time priority below that of the
   * routers' election. They end themselves, because the bench hardly gets a processor beside them.
   */
  REAL_TIME_HOGS {
    @Override
    void begin(StressPair pair, Load load) {
      int hogs = 2 * Runtime.getRuntime().availableProcessors();
      Stream.generate(() ->
              pair.master()
                  .node()
                  .start("chrt", "-r", "10", "timeout", "10", "sh", "-c", "while :; do :; done"))
          .limit(hogs)
          .forEach(load::add);
    }
  },

  /**
   * Holdfast checks 200 TCP ports ten times a second; each refuses the connection, which changes
   * nothing. keepalived bears nothing: it checks in another process, and only with IPVS.
   */
  CHECKS {
    @Override
    String settingsOfInstance() {
      return IntStream.range(0, 200)
          .mapToObj(i ->
              "          - { address: 127.0.1.%d, port: 9, interval: 100ms, weight: 1 }"
                  .formatted(i + 1))
          .collect(Collectors.joining("\n", "      track:\n        tcp:\n", "\n"));
    }
  },

  /** Four programs ask each router for its status all the time, and one scrapes its metrics. */
  QUESTIONS {
    @Override
    String settings() {
      return "metrics: { listen: 127.0.0.1:9650 }\n";
    }

    @Override
    void begin(StressPair pair, Load load) {
      for (ScaleRouter router : pair.both()) {
        if (router.make() == Make.KEEPALIVED) {
          load.repeat(0, () -> router.signal("USR1")); // writes its status to a file
          continue;
        }
        var client = new ControlClient(Path.of(router.socket()));
        for (int asker = 0; asker < 4; asker++) {
          load.repeat(0, () -> client.ask("GET", "/v1/status"));
        }
        load.add(
            router
                .node()
                .start(
                    "sh",
                    "-c",
                    "while :; do curl -s http://127.0.0.1:9650/metrics >/dev/null; done"));
      }
    }
  },

  /** Two thousand addresses on another link of each host come and go. */
  NETLINK {
    @Override
    void begin(StressPair pair, Load load) {
      for (ScaleRouter router : pair.both()) {
        Node node = router.node();
        node.run("ip", "link", "add", "storm0", "type", "veth", "peer", "name", "storm1");
        node.run("ip", "link", "set", "storm0", "up");
        Path add = batch(node, "add");
        Path delete = batch(node, "del");
        load.add(
            node.start(
                "sh", "-c", "while :; do ip -batch %s; ip -batch %s; done".formatted(add, delete)));
      }
    }
  },

  /** Each router changes its priority twice a second, by a reload. */
  RELOADS {
    @Override
    void begin(StressPair pair, Load load) {
      load.repeat(500, pair::reload);
    }
  };

  /** Returns sections of Holdfast's configuration that this burden needs. */
  String settings() {
    return "";
  }

  /** Returns keys of Holdfast's instance that this burden needs. */
  String settingsOfInstance() {
    return "";
  }

  /** Starts the burden, which the load ends. */
  void begin(StressPair pair, Load load) {}

  private static Path batch(Node node, String verb) {
    String lines =
        IntStream.range(0, 2000)
            .mapToObj(i -> "addr %s 10.77.%d.%d/32 dev storm0".formatted(verb, i / 250, i % 250))
            .collect(Collectors.joining("\n", "", "\n"));
    try {
      return Files.writeString(
          node.lab().directory().resolve(node.name() + "-" + verb + ".batch"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The processes and threads of a burden. */
  static final class Load implements AutoCloseable {
    private final List<Daemon> processes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    /** What a burden does again and again. */
    interface Step {
      void run() throws IOException;
    }

    void add(Daemon process) {
      processes.add(process);
    }

    /** Repeats a step, with pauses of that many milliseconds, even if it fails. */
    void repeat(long pauseMillis, Step step) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (!over) {
                  try {
                    step.run();
                  } catch (IOException refused) {
                    // an overloaded router refuses, which is part of the burden
                  }
                  pause(pauseMillis);
                }
              }));
    }

    private static void pause(long millis) {
      try {
        TimeUnit.MILLISECONDS.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Ends the burden, and waits until it has ended. */
    @Override
    public void close() {
      over = true;
      processes.forEach(Daemon::close);
      try {
        for (Thread thread : threads) {
          thread.join();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
