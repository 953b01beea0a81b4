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
 * thousands of periodic tasks leave nothing for the garbage collector. The order is kept in arrays
 * of numbers that fit into the processor's cache; only the task that is concerned is touched.
 * Confined to the loop's thread.
 */
public final class DeadlineQueue {

  private static final Logger log = LoggerFactory.getLogger(DeadlineQueue.class);

  /** The tasks that are run before the loop serves its descriptors again. */
  private static final int AT_ONE_GO = 256;

  private static final int LEAST_ROOM = 16;

  private final NanoClock clock;
  private final DeadlineTimer timer;
  private int size;
  private boolean running;

  // A binary heap: the deadline at index i is not earlier than the one at (i - 1) / 2.
  private long[] deadlines = new long[0];
  // The slot of the task with the deadline at that index. From index size on, the free slots.
  private int[] slots = new int[0];
  // By slot: the index in the heap, and the task.
  private int[] indexes = new int[0];
  private @Nullable Task[] tasks = new Task[0];

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
    private static final int NONE = -1;
    private int slot = NONE;

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
    set(task, deadlineAt);
    if (!running) {
      timer.at(deadlines[0], nowNanos);
    }
  }

  /**
   * Sets a task's deadline, or moves it to an earlier instant; an earlier deadline stays. This
   * avoids moving the deadline for each packet. The task must therefore check what is due.
   */
  public void noLaterThan(Task task, long deadlineAt) {
    if (task.slot != Task.NONE && deadlines[indexes[task.slot]] - deadlineAt <= 0) {
      return;
    }
    set(task, deadlineAt);
    if (!running) {
      timer.at(deadlines[0]);
    }
  }

  private void set(Task task, long deadlineAt) {
    if (task.slot != Task.NONE) {
      settle(indexes[task.slot], deadlineAt, task.slot);
      return;
    }
    if (size == slots.length) {
      grow();
    }
    int slot = slots[size];
    task.slot = slot;
    tasks[slot] = task;
    rise(size++, deadlineAt, slot);
  }

  private void grow() {
    int room = Math.max(LEAST_ROOM, 2 * size);
    deadlines = Arrays.copyOf(deadlines, room);
    slots = Arrays.copyOf(slots, room);
    indexes = Arrays.copyOf(indexes, room);
    tasks = Arrays.copyOf(tasks, room);
    for (int slot = size; slot < room; slot++) {
      slots[slot] = slot;
    }
  }

  /** Clears a task's deadline. Has no effect when the task has none. */
  public void off(Task task) {
    if (task.slot != Task.NONE) {
      remove(task);
    }
  }

  private void runDue() {
    long now = clock.nanos();
    running = true;
    for (int i = 0; i < AT_ONE_GO && size > 0 && deadlines[0] - now <= 0; i++) {
      var task = first();
      remove(task);
      try {
        task.due();
      } catch (RuntimeException | Error failure) {
        // The other tasks must still be run.
        log.error("{} could not be run", task, failure);
      }
    }
    running = false;
    if (size > 0) {
      timer.at(deadlines[0]);
    }
  }

  private Task first() {
    var task = tasks[slots[0]];
    if (task == null) {
      throw new IllegalStateException("no task in slot " + slots[0]);
    }
    return task;
  }

  private void remove(Task task) {
    int slot = task.slot;
    task.slot = Task.NONE;
    tasks[slot] = null;
    long deadline = deadlines[--size];
    int last = slots[size];
    slots[size] = slot;
    if (last != slot) {
      settle(indexes[slot], deadline, last);
    }
  }

  private void settle(int index, long deadline, int slot) {
    if (index > 0 && deadline - deadlines[(index - 1) >>> 1] < 0) {
      rise(index, deadline, slot);
    } else {
      sink(index, deadline, slot);
    }
  }

  private void rise(int from, long deadline, int slot) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (deadline - deadlines[parent] >= 0) {
        break;
      }
      put(index, deadlines[parent], slots[parent]);
      index = parent;
    }
    put(index, deadline, slot);
  }

  private void sink(int from, long deadline, int slot) {
    int index = from;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && deadlines[child + 1] - deadlines[child] < 0) {
        child++;
      }
      if (deadlines[child] - deadline >= 0) {
        break;
      }
      put(index, deadlines[child], slots[child]);
      index = child;
    }
    put(index, deadline, slot);
  }

  private void put(int index, long deadline, int slot) {
    deadlines[index] = deadline;
    slots[index] = slot;
    indexes[slot] = index;
  }
}
