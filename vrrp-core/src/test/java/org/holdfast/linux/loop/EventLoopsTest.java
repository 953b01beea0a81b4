package org.holdfast.linux.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventLoopsTest {

  private static final int TASKS = 2_000;

  @Test
  void aLoopRunsTheTasksOfManyThreadsInTheOrderOfEachThread() throws InterruptedException {
    var loop = EventLoops.single("busy");
    Map<Integer, List<Integer>> seen = new HashMap<>(); // only the loop uses it
    var threads =
        IntStream.range(0, 4)
            .mapToObj(sender ->
                Thread.ofPlatform()
                    .start(() -> {
                      for (int task = 0; task < TASKS; task++) {
                        int number = task;
                        loop.execute(
                            () -> seen.computeIfAbsent(sender, _ -> new ArrayList<>()).add(number));
                      }
                    }))
            .toList();
    for (var thread : threads) {
      thread.join();
    }
    loop.submit(() -> {}).awaitUninterruptibly();

    var inOrder = IntStream.range(0, TASKS).boxed().toList();
    assertThat(seen).hasSize(4).allSatisfy((_, tasks) -> assertThat(tasks).isEqualTo(inOrder));
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void theLoopsThreadHasTheName() throws Exception {
    var loop = EventLoops.single("named");

    assertThat(loop.submit(() -> Thread.currentThread().getName()).get()).startsWith("named-");
    assertThat(loop.submit(() -> Thread.currentThread().isDaemon()).get()).isTrue();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
