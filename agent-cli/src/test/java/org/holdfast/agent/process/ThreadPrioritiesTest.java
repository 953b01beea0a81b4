package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the priorities of threads look by look, with folders in place of {@code /proc}. */
class ThreadPrioritiesTest {

  @TempDir Path tasks;

  private final Set<String> orders = new TreeSet<>();
  private Optional<LinuxException> answer = Optional.empty();

  private final ThreadPriorities.Scheduler scheduler =
      new ThreadPriorities.Scheduler() {
        @Override
        public Optional<LinuxException> realTime(int thread, int priority) {
          orders.add(thread + " SCHED_RR " + priority);
          return answer;
        }

        @Override
        public Optional<LinuxException> nice(int thread, int niceness) {
          orders.add(thread + " nice " + niceness);
          return answer;
        }
      };

  private ThreadPriorities priorities(int electionPriority) {
    return new ThreadPriorities(tasks, scheduler, electionPriority);
  }

  private void thread(int number, String name) throws IOException {
    var task = Files.createDirectories(tasks.resolve(Integer.toString(number)));
    Files.writeString(task.resolve("comm"), name + "\n");
  }

  @Test
  void threadsOfTheJvmTheAgentAndLibrariesGetARealTimePriorityBelowTheLoop() throws IOException {
    thread(1, "VM Thread");
    thread(2, "GC Thread#0");
    thread(3, "kernel-3-1");
    thread(4, "checks-4-1");
    thread(5, "a thread that a library has started");

    assertThat(priorities(50).look()).isTrue();
    assertThat(orders)
        .containsExactly(
            "1 SCHED_RR 49", "2 SCHED_RR 49", "3 SCHED_RR 49", "4 SCHED_RR 49", "5 SCHED_RR 49");
  }

  @Test
  void threadsThatMayComputeForSecondsAreOnlyFavoured() throws IOException {
    thread(1, "probe-worker-5-");

    assertThat(priorities(50).look()).isTrue();
    assertThat(orders).containsExactly("1 nice -10");
  }

  @Test
  void theLeastRealTimePriorityIsOne() throws IOException {
    thread(1, "VM Thread");

    assertThat(priorities(1).look()).isTrue();
    assertThat(orders).containsExactly("1 SCHED_RR 1");
  }

  @Test
  void onlyThreadsThatAreNewOrHaveANewNameAreSetAgain() throws IOException {
    thread(1, "VM Thread");
    thread(2, "java");
    var priorities = priorities(50);
    priorities.look();
    orders.clear();

    thread(2, "probe-worker-5-");
    thread(3, "reload");
    priorities.look();
    assertThat(orders).containsExactly("2 nice -10", "3 SCHED_RR 49");
  }

  @Test
  void aNumberThatIsUsedAgainIsANewThread() throws IOException {
    thread(1, "reload");
    var priorities = priorities(50);
    priorities.look();
    Files.delete(tasks.resolve("1/comm")); // between the list and the look, the thread ends
    priorities.look();
    orders.clear();

    thread(1, "reload");
    priorities.look();
    assertThat(orders).containsExactly("1 SCHED_RR 49");
  }

  @Test
  void itStopsLookingWhenTheKernelRefuses() throws IOException {
    thread(1, "VM Thread");
    answer = Optional.of(new LinuxException("schedule", Errno.EPERM.number()));

    assertThat(priorities(50).look()).isFalse();
  }

  @Test
  void aThreadThatEndsMeanwhileIsNoRefusal() throws IOException {
    thread(1, "reload");
    answer = Optional.of(new LinuxException("schedule", Errno.ESRCH.number()));

    assertThat(priorities(50).look()).isTrue();
  }
}
