package org.holdfast.it.nemesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What one process of an agent holds, at moments when nothing is wrong, and whether it is too much
 * or grows.
 */
final class Resources {
  /** How many looks at the begin and at the end of a life are compared. */
  private static final int LOOKS = 5;

  private static final long MOST_RESIDENT_KIB = 256 * 1024;
  private static final long MOST_DESCRIPTORS = 200;
  private static final long MOST_THREADS = 60;
  private static final long MAY_GROW_KIB = 64 * 1024;
  private static final long MAY_GROW_DESCRIPTORS = 20;
  private static final long MAY_GROW_THREADS = 8;
  private static final long MOST_CHILDREN = 6;

  /** One look at a process. */
  record Sample(long pid, long residentKib, long descriptors, long threads, long children) {

    /** Looks at a process; empty values if it has ended meanwhile. */
    static Sample of(long pid) {
      Path proc = Path.of("/proc", Long.toString(pid));
      return new Sample(
          pid,
          residentKib(proc),
          entries(proc.resolve("fd")),
          entries(proc.resolve("task")),
          ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).count());
    }

    private static long residentKib(Path proc) {
      try (Stream<String> lines = Files.lines(proc.resolve("status"))) {
        return lines
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(0);
      } catch (IOException _) {
        return 0;
      }
    }

    private static long entries(Path directory) {
      try (Stream<Path> entries = Files.list(directory)) {
        return entries.count();
      } catch (IOException _) {
        return 0;
      }
    }
  }

  private final List<Sample> samples = new ArrayList<>();

  /** Adds a look, and returns what the process holds too much of; empty if all is well. */
  List<String> add(Sample sample) {
    if (!samples.isEmpty() && samples.getLast().pid() != sample.pid()) {
      samples.clear();
    }
    samples.add(sample);
    var complaints = new ArrayList<String>();
    check(complaints, "KiB resident", Sample::residentKib, MOST_RESIDENT_KIB, MAY_GROW_KIB);
    check(complaints, "descriptors", Sample::descriptors, MOST_DESCRIPTORS, MAY_GROW_DESCRIPTORS);
    check(complaints, "threads", Sample::threads, MOST_THREADS, MAY_GROW_THREADS);
    check(complaints, "children", Sample::children, MOST_CHILDREN, MOST_CHILDREN);
    return complaints;
  }

  /**
   * A process grows if it held less in every one of its first looks than in every one of its last
   * ones. The first look of all is left out: what is loaded at first use is there by the second.
   */
  private void check(
      List<String> complaints, String what, ToLongFunction<Sample> value, long most, long growth) {
    List<Sample> last = samples.subList(Math.max(0, samples.size() - LOOKS), samples.size());
    if (last.size() < LOOKS) {
      return;
    }
    long least = last.stream().mapToLong(value).min().orElseThrow();
    if (least > most) {
      complaints.add(
          "%d %s, and never fewer in %d looks (allowed: %d)".formatted(least, what, LOOKS, most));
    }
    if (samples.size() > 2 * LOOKS) {
      long first = samples.subList(1, 1 + LOOKS).stream().mapToLong(value).max().orElseThrow();
      if (least - first > growth) {
        complaints.add("%s grew from %d to %d".formatted(what, first, least));
      }
    }
  }
}
