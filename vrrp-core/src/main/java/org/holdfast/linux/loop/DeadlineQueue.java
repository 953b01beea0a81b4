package org.holdfast.linux.loop;

import io.netty.channel.EventLoop;
import java.util.Arrays;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deadlines of many tasks on one event loop, which takes a single timer of the loop. Setting,
 * moving and clearing a deadline allocate nothing once the queue has grown, so that tens of
 * thousands of periodic tasks leave nothing for the garbage collector. Confined to the loop's
 * thread.
 */
public final class DeadlineQueue {

  private static final Logger log = LoggerFactory.getLogger(DeadlineQueue.class);

  /** The tasks that are run before the loop serves its descriptors again. */
  private static final int AT_ONE_GO = 256;

  private final NanoClock clock;
  private final DeadlineTimer timer;
  // A binary heap: the deadline at index i is not earlier than the one at (i - 1) / 2.
  private long[] deadlines = new long[16];
  private @Nullable Task[] tasks = new Task[16];
  private int size;

  /**
   * Creates an empty queue.
   *
   * @param clock the clock of the deadlines
   */
  public DeadlineQueue(EventLoop loop, NanoClock clock) {
    this.clock = clock;
    this.timer = new DeadlineTimer(loop, clock, this::runDue);
  }

  /** A task with at most one deadline in at most one queue. */
  public abstract static class Task {
    private static final int NOWHERE = -1;
    private int index = NOWHERE;

    /** Runs the task on the loop. The deadline is cleared before; the task may set another. */
    protected abstract void due();
  }

  /**
   * Sets or moves a task's deadline. The task is run at {@code deadlineAt} or as soon as possible
   * afterwards.
   *
   * @param nowNanos the present, which the caller has just read
   */
  public void at(Task task, long deadlineAt, long nowNanos) {
    int index = task.index;
    if (index == Task.NOWHERE) {
      if (size == tasks.length) {
        deadlines = Arrays.copyOf(deadlines, 2 * size);
        tasks = Arrays.copyOf(tasks, 2 * size);
      }
      rise(size++, deadlineAt, task);
    } else {
      settle(index, deadlineAt, task);
    }
    timer.at(deadlines[0], nowNanos);
  }

  /** Clears a task's deadline. Has no effect when the task has none. */
  public void off(Task task) {
    if (task.index != Task.NOWHERE) {
      remove(task);
    }
  }

  private void runDue() {
    long now = clock.nanos();
    for (int i = 0; i < AT_ONE_GO && size > 0 && deadlines[0] - now <= 0; i++) {
      var task = at(0);
      remove(task);
      try {
        task.due();
      } catch (RuntimeException | Error failure) {
        // The other tasks must still be run.
        log.error("{} could not be run", task, failure);
      }
    }
    if (size > 0) {
      timer.at(deadlines[0]);
    }
  }

  private void remove(Task task) {
    int index = task.index;
    task.index = Task.NOWHERE;
    long deadline = deadlines[--size];
    var last = at(size);
    tasks[size] = null;
    if (index != size) {
      settle(index, deadline, last);
    }
  }

  private void settle(int index, long deadline, Task task) {
    if (index > 0 && deadline - deadlines[(index - 1) >>> 1] < 0) {
      rise(index, deadline, task);
    } else {
      sink(index, deadline, task);
    }
  }

  private void rise(int from, long deadline, Task task) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (deadline - deadlines[parent] >= 0) {
        break;
      }
      put(index, deadlines[parent], at(parent));
      index = parent;
    }
    put(index, deadline, task);
  }

  private void sink(int from, long deadline, Task task) {
    int index = from;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && deadlines[child + 1] - deadlines[child] < 0) {
        child++;
      }
      if (deadlines[child] - deadline >= 0) {
        break;
      }
      put(index, deadlines[child], at(child));
      index = child;
    }
    put(index, deadline, task);
  }

  private void put(int index, long deadline, Task task) {
    deadlines[index] = deadline;
    tasks[index] = task;
    task.index = index;
  }

  private Task at(int index) {
    var task = tasks[index];
    if (task == null) {
      throw new IllegalStateException("no task at " + index);
    }
    return task;
  }
}
