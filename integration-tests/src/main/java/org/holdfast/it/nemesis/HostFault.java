package org.holdfast.it.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Node;

/** What happens on the host of a director. */
enum HostFault implements Fault {
  /** Other programs take all processors, twice over. */
  HOGS(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      List<Daemon> hogs =
          Stream.generate(() -> world.node(side).start("sh", "-c", "while :; do :; done"))
              .limit(2L * Runtime.getRuntime().availableProcessors())
              .toList();
      return () -> hogs.forEach(Daemon::close);
    }
  },

  /** Thousands of addresses come and go on another link. */
  NETLINK_STORM(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Node node = world.node(side);
      Path directory = node.lab().directory();
      String add = batch(directory.resolve("add-" + side), "add");
      String delete = batch(directory.resolve("delete-" + side), "del");
      Daemon storm =
          node.start(
              "sh", "-c", "while :; do ip -batch " + add + "; ip -batch " + delete + "; done");
      return () -> {
        storm.close();
        node.run("ip", "addr", "flush", "dev", "storm0");
      };
    }
  },

  /** The disk of the life record and of the control socket is full. */
  DISK_FULL(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      world.disk(side).fill();
      return world.disk(side)::empty;
    }

    // A disk that is frozen cannot be filled.
    @Override
    public boolean mayMeet(Fault other, boolean sameSide) {
      return !sameSide || other != DISK_FROZEN;
    }
  },

  /** The same disk lets every write wait, as during a snapshot. */
  DISK_FROZEN(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      world.disk(side).freeze();
      return world.disk(side)::thaw;
    }

    // A killed process whose write waits for the disk exists until the thaw. An agent that is
    // started before that refuses to start beside it, as it should.
    @Override
    public boolean mayMeet(Fault other, boolean sameSide) {
      return !sameSide || other != ProcessFault.UPGRADE;
    }
  },

  /** The wall clock is set, to another hour or another decade. */
  CLOCK_SET(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      List<Duration> jumps =
          List.of(
              Duration.ofHours(1),
              Duration.ofHours(-1),
              Duration.ofDays(-3650),
              Duration.ofDays(3650));
      world.setClock(side, jumps.get(random.nextInt(jumps.size())).toSeconds());
      return () -> world.setClock(side, 0);
    }
  },

  /** Another program removes the virtual address of the director that has it. */
  ADDRESS_REMOVED(Effect.MOVE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      for (Side each : Side.values()) {
        boolean _ =
            world.node(each).succeeds("ip", "addr", "del", World.VIP + "/24", "dev", "eth0");
      }
      return End.NONE;
    }
  },

  /** The track script fails and succeeds in turns. */
  SCRIPT_FLAPS(Effect.MOVE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Path failing = world.subject(side).setting().failing();
      return Flapping.start(
          random, Duration.ofSeconds(1), () -> write(failing, ""), () -> delete(failing));
    }
  },

  /** The number in the track file changes, by too little to matter. */
  FILE_FLAPS(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Path load = world.subject(side).setting().load();
      return Flapping.start(
          random, Duration.ofMillis(200), () -> write(load, "9"), () -> write(load, "0"));
    }
  };

  private static final int STORM = 3000;

  private final Effect effect;

  HostFault(Effect effect) {
    this.effect = effect;
  }

  @Override
  public Effect effect() {
    return effect;
  }

  private static String batch(Path file, String verb) {
    return write(
            file,
            IntStream.range(0, STORM)
                .mapToObj(
                    at -> "addr %s 10.100.%d.%d/32 dev storm0".formatted(verb, at / 256, at % 256))
                .collect(Collectors.joining("\n", "", "\n")))
        .toString();
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
