package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests that hostile and careless clients, hostile checked servers, and other programs on the host
 * cause no transition, do not end the agent, and do not make it keep memory.
 */
@Isolated("uses all the CPU that there is")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileClientsIT {

  /** For how long each kind of client attacks. */
  private static final int SECONDS = 6;

  private static final Duration ENDLESS_FOR = Duration.ofSeconds(16);

  /** Far above what the agent needs, and far below what each of these once made it keep. */
  private static final long MOST_KIB = 160 * 1024;

  /** The same for an agent that checks hundreds of servers. */
  private static final long MOST_WITH_CHECKS_KIB = 200 * 1024;

  private static final int INSTANCES = 20;
  private static final String METRICS = "metrics: { listen: 10.9.0.1:9650 }\n";

  /** All clients attack this pair, so what each of them makes an agent keep adds up. */
  private final AgentPair attacked = start(INSTANCES, METRICS);

  @AfterAll
  void close() {
    attacked.close();
  }

  /** What all clients have in common: many threads for some seconds, each again and again. */
  private static final String CLIENTS =
      """
      import socket, sys, threading, time
      path, threads, end = sys.argv[1], int(sys.argv[2]), time.monotonic() + float(sys.argv[3])
      done = [0] * threads
      def connect():
          if path.startswith('/'):
              s = socket.socket(socket.AF_UNIX); s.settimeout(5); s.connect(path); return s
          host, port = path.split(':')
          return socket.create_connection((host, int(port)), timeout=5)
      def again(number):
          while time.monotonic() < end:
              try:
                  with connect() as s: client(s, number)
              except OSError: time.sleep(0.01)
      def request(target): return ('GET %s HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' % target).encode()
      def read(s, target, number):
          s.sendall(request(target))
          while s.recv(65536): done[number] = 1
      """;

  private static final String RUN =
      """
      all = [threading.Thread(target=again, args=(n,)) for n in range(threads)]
      for thread in all: thread.start()
      for thread in all: thread.join()
      print(sum(done))
      """;

  /** What clients do on one connection after the other. */
  enum Clients {
    PIPELINE_SCRAPES(
        16,
        true,
        """
        def client(s, number):
            burst = request('/metrics') * 3000
            while time.monotonic() < end: s.sendall(burst); done[number] = 1
        """),
    SCRAPE_WITHOUT_A_PAUSE(
        16,
        true,
        """
        def client(s, number): read(s, '/metrics', number)
        """),
    ASK_FOR_THE_STATUS_WITHOUT_A_PAUSE(
        32,
        false,
        """
        def client(s, number): read(s, '/v1/status', number)
        """),
    ASK_FOR_A_DIFF_WITHOUT_A_PAUSE(
        16,
        false,
        """
        def client(s, number): read(s, '/v1/diff', number)
        """),
    DO_NOT_READ(
        60,
        false,
        """
        def client(s, number):
            s.sendall(request('/v1/status')); done[number] = 1; time.sleep(3)
        """),
    PIPELINE_BEHIND_EVENTS(
        8,
        false,
        """
        def client(s, number):
            s.sendall(request('/v1/events?follow')); s.recv(65536); done[number] = 1
            burst = request('/') * 10000
            while (left := end - time.monotonic()) > 0: s.settimeout(min(5, left)); s.sendall(burst)
        """);

    private final int threads;
    private final boolean scrape;
    private final String client;

    Clients(int threads, boolean scrape, String client) {
      this.threads = threads;
      this.scrape = scrape;
      this.client = client;
    }

    Daemon start(AgentPair pair) {
      Node node = scrape ? pair.lab().client() : pair.lab().a();
      String path = scrape ? PairLab.ADDRESS_OF_A + ":9650" : pair.a().controlSocket().toString();
      return node.start(
          "nice",
          "-n",
          "5",
          "python3",
          "-c",
          CLIENTS + client + RUN,
          path,
          Integer.toString(threads),
          Integer.toString(SECONDS));
    }
  }

  /** Answers each request with a response that never ends: its last 100 bytes are missing. */
  private static final String ENDLESS =
      """
      import selectors, socket
      head = b'HTTP/1.1 200 OK\\r\\nContent-Length: 1048576\\r\\n\\r\\n' + b'a' * (1048576 - 100)
      ready, left = selectors.DefaultSelector(), {}
      listener = socket.create_server(('10.9.0.3', 8080), backlog=4096)
      listener.setblocking(False)
      ready.register(listener, selectors.EVENT_READ)
      print('listening', flush=True)
      while True:
          for key, events in ready.select():
              try:
                  if key.fileobj is listener:
                      s = listener.accept()[0]
                      s.setblocking(False)
                      left[s] = memoryview(head)
                      ready.register(s, selectors.EVENT_READ | selectors.EVENT_WRITE)
                  elif events & selectors.EVENT_READ and not key.fileobj.recv(4096):
                      raise ConnectionError
                  elif events & selectors.EVENT_WRITE:
                      left[key.fileobj] = left[key.fileobj][key.fileobj.send(left[key.fileobj]):]
                      if not left[key.fileobj]:
                          ready.modify(key.fileobj, selectors.EVENT_READ)
              except BlockingIOError: pass
              except OSError:
                  ready.unregister(key.fileobj)
                  left.pop(key.fileobj, None)
                  key.fileobj.close()
      """;

  /** Adverts come every 300 ms, so that only an election that is stopped for a second moves. */
  private static String instances(int count, int priority) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i ->
            "    VI_%d: { interface: eth0, virtual-router-id: %d, version: 3, priority: %d, addresses: [10.9.0.%d/24] }\n"
                .formatted(i, i, priority, 100 + i))
        .collect(
            Collectors.joining(
                "", "vrrp:\n  defaults: { advertisement-interval: 300ms }\n  instances:\n", ""));
  }

  private static AgentPair start(int instances, String more) {
    AgentPair pair = AgentPair.open();
    pair.a().start(more + instances(instances, 150));
    pair.b().start(instances(instances, 100));
    for (int i = 1; i <= instances; i++) {
      pair.awaitMaster(pair.a(), "VI_" + i);
    }
    return pair;
  }

  private static long transitions(AgentPair pair) {
    return List.of(pair.a(), pair.b()).stream()
        .flatMap(agent -> agent.log().stream())
        .filter(line -> line.contains(") Entering "))
        .count();
  }

  private static void assertUnmoved(AgentPair pair, long transitions, String what, long mostKib) {
    LabAgent a = pair.a();
    System.out.printf("%s: RSS %d KiB%n", what, a.residentKib());
    assertThat(a.residentKib()).isLessThan(mostKib);
    assertThat(transitions(pair)).as(pair::logs).isEqualTo(transitions);
    assertThat(a.state("VI_1")).isEqualTo("MASTER");
  }

  @ParameterizedTest
  @EnumSource
  void clientsMoveNothing(Clients clients) {
    long transitions = transitions(attacked);
    try (var running = clients.start(attacked)) {
      assertThat(running.exitStatus()).as(running.log()).isZero();
      assertThat(Integer.parseInt(running.log().strip())).as("clients with an answer").isPositive();
    }
    assertUnmoved(attacked, transitions, clients.name(), MOST_KIB);
  }

  @Test
  void checkedServersThatNeverEndAResponseMoveNothing() {
    String servers =
        IntStream.range(0, 600)
            .mapToObj(i ->
                "    - { address: \"10.78.%d.%d:80\", check: { http: { address: 10.9.0.3, port: 8080, path: /%d, match: ok } } }\n"
                    .formatted(i / 250, i % 250 + 1, i))
            .collect(
                Collectors.joining(
                    "",
                    """
                    virtual-servers:
                      web:
                        address: 10.9.0.99:80
                        forwarding: nat
                        real-servers:
                    """,
                    ""));
    try (var pair = start(1, servers);
        var endless = pair.lab().client().start("python3", "-c", ENDLESS)) {
      pair.await("the servers listen", () -> endless.log().contains("listening"));
      long transitions = transitions(pair);
      AgentPair.pass(ENDLESS_FOR);
      assertThat(endless.isRunning()).as(endless.log()).isTrue();
      assertUnmoved(pair, transitions, "endless responses", MOST_WITH_CHECKS_KIB);
    }
  }

  @Test
  void addressesThatComeAndGoOnAnotherLinkMoveNothing() {
    String add =
        IntStream.range(0, 3000)
            .mapToObj(i -> "addr add 10.79.%d.%d/32 dev other\n".formatted(i / 250, i % 250))
            .collect(Collectors.joining());
    Node a = attacked.lab().a();
    a.run("ip", "link", "add", "other", "type", "veth", "peer", "name", "another");
    a.run("ip", "link", "set", "other", "up");
    long transitions = transitions(attacked);
    batch(a, add);
    batch(a, add.replace("addr add", "addr del"));
    AgentPair.pass(Duration.ofSeconds(3));
    assertUnmoved(attacked, transitions, "addresses", MOST_KIB);
  }

  private static void batch(Node node, String lines) {
    node.run("sh", "-c", "printf '%s' \"$1\" | nice -n 5 ip -batch -", "batch", lines);
  }
}
