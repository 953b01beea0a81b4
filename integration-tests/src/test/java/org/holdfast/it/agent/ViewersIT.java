package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.vrrp.AgentPair;
import org.junit.jupiter.api.Test;

/** Tests that many readers of the status page do not disturb the election, nor each other. */
final class ViewersIT {

  private static final int READERS = 30;
  private static final int SECONDS = 12;

  /** {@code MetricsServer.MOST_STREAMS}; the page polls where it gets no stream. */
  private static final int STREAMS = 16;

  /**
   * Reads as the page does: follows the stream if there is one, and fetches the state every two
   * seconds. A stream that no event has reached yet is followed for a minute more, because orders
   * and their events are slow on a busy machine. Prints a line for each reader: the status of its
   * stream, the bytes of it, its duration in whole seconds, the states.
   */
  private static final String READER =
      """
      import socket, sys, threading, time, urllib.request
      host, readers, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
      end = time.monotonic() + seconds
      def states(counts, number):
          while time.monotonic() < end:
              with urllib.request.urlopen('http://%s:9650/state' % host, timeout=30) as answer:
                  counts[number] += 1 if b'svc-199' in answer.read() else 0
              time.sleep(2)
      def stream(heads, sizes, lengths, number):
          start = time.monotonic()
          with socket.create_connection((host, 9650), 30) as connection:
              connection.sendall(b'GET /changes HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n')
              connection.settimeout(0.2)
              while time.monotonic() < end + (0 if sizes[number] > 250 else 60):
                  try:
                      data = connection.recv(65536)
                  except TimeoutError:
                      continue
                  if not data:
                      break
                  heads[number] = heads[number] or data[9:12].decode()
                  sizes[number] += len(data)
          lengths[number] = int(time.monotonic() - start) + 1
      counts, heads, sizes, lengths = [0] * readers, [''] * readers, [0] * readers, [0] * readers
      threads = [threading.Thread(target=stream, args=(heads, sizes, lengths, n))
                 for n in range(readers)]
      threads += [threading.Thread(target=states, args=(counts, n)) for n in range(readers)]
      for thread in threads: thread.start()
      for thread in threads: thread.join()
      for n in range(readers): print(heads[n], sizes[n], lengths[n], counts[n])
      """;

  private record Reader(int status, int streamBytes, int seconds, int states) {
    static Reader of(String line) {
      var numbers = Arrays.stream(line.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
      return new Reader(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /** The head of the stream's answer, and ten events a second with their lengths. */
    int mostStreamBytes() {
      return 512 + 10 * 32 * seconds;
    }
  }

  @Test
  void thirtyReadersOfAFarmCostTheElectionNothingAndGetNoMoreThanTheirShare() {
    Needs.tools(Tools.HOLDFAST);
    try (var pair = AgentPair.open()) {
      pair.a().start("metrics: {listen: 10.9.0.1:9650, page: true}\n" + slower(150) + farm());
      pair.b().start(slower(100));
      pair.awaitMaster(pair.a(), "VI_1");
      pair.await(
          "the page is served",
          () -> pair.lab().client().succeeds("curl", "-sf", "http://10.9.0.1:9650/healthz"));
      long before = pair.a().transitions("VI_1") + pair.b().transitions("VI_1");

      try (var readers =
          pair.lab()
              .client()
              .start(
                  "python3",
                  "-c",
                  READER,
                  PairLab.ADDRESS_OF_A,
                  Integer.toString(READERS),
                  Integer.toString(SECONDS))) {
        for (int weight = 1; readers.isRunning(); weight++) {
          pair.a().order("weight", "svc-0", "10.78.0.1:80", Integer.toString(1 + weight % 9));
        }
        assertThat(readers.exitStatus()).as(readers.log()).isZero();
        var found = readers.log().lines().map(Reader::of).toList();

        assertThat(found).hasSize(READERS);
        assertThat(with(found, 200)).hasSize(STREAMS);
        assertThat(with(found, 503)).hasSize(READERS - STREAMS);
        assertThat(found)
            .allSatisfy(reader -> {
              assertThat(reader.states()).isPositive();
              assertThat(reader.streamBytes()).isBetween(1, reader.mostStreamBytes());
            });
        assertThat(with(found, 200))
            .as("the orders are told")
            .anyMatch(one -> one.streamBytes() > 250);
      }
      assertThat(pair.a().transitions("VI_1") + pair.b().transitions("VI_1"))
          .as(pair.logs())
          .isEqualTo(before);
      assertThat(pair.a().state("VI_1")).isEqualTo("MASTER");
    }
  }

  private static List<Reader> with(List<Reader> readers, int status) {
    return readers.stream().filter(reader -> reader.status() == status).toList();
  }

  /** Adverts come every 300 ms, so that only an election that is stopped for a second moves. */
  private static String slower(int priority) {
    return AgentPair.configuration(priority, "").replace("100ms", "300ms");
  }

  private static String farm() {
    var text = new StringBuilder("virtual-servers:\n");
    for (int i = 0; i < 200; i++) {
      text.append(
          "  svc-%d:\n    address: 10.9.0.100:%d\n    instance: VI_1\n".formatted(i, 1000 + i));
      text.append("    real-servers:\n");
      for (int j = 1; j <= 10; j++) {
        text.append("      - 10.78.%d.%d:80\n".formatted(i, j));
      }
    }
    return text.toString();
  }
}
