package org.holdfast.it.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.holdfast.it.lab.Flood;
import org.holdfast.it.lab.VrrpFrame;
import org.holdfast.net.IpAddress;

/** What strangers do to the directors: on their link, by their sockets, and as servers. */
enum StrangerFault implements Fault {
  /** Packets that are no valid adverts, with random bytes among them. */
  JUNK(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      return flood(world, VrrpFrame.junk(List.of(advert(world, 200)), random.nextLong()), 20_000);
    }
  },

  /** Valid adverts of a router with a lower priority. */
  LOWER_ADVERTS(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      return flood(world, List.of(advert(world, 1).bytes()), 2_000);
    }
  },

  /** Valid adverts of a router with a higher priority that serves no client. */
  HIGHER_ADVERTS(Effect.OUTAGE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      return flood(world, List.of(advert(world, 254).bytes()), 2e9 / world.interval().toNanos());
    }
  },

  /** Valid adverts of a router that says that it stops, again and again. */
  LAST_ADVERTS(Effect.MOVE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      return flood(world, List.of(advert(world, 0).bytes()), 500);
    }
  },

  /** The servers that are checked do something else than to answer. */
  SERVERS_FAIL(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      world.serve(FAILING.get(random.nextInt(FAILING.size())));
      return world::serveAgain;
    }
  },

  /** Programs ask for the status and for events, and do not read the answers. */
  SLOW_READERS(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      var channels = new ArrayList<SocketChannel>();
      for (int at = 0; at < READERS; at++) {
        try {
          SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
          channels.add(channel);
          channel.configureBlocking(false);
          channel.connect(UnixDomainSocketAddress.of(world.subject(side).control().socket()));
          String path = at % 2 == 0 ? "/v1/status" : "/v1/events?follow";
          channel.write(
              ByteBuffer.wrap(
                  ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException _) {
          // the agent does not run at present, or accepts no more
        }
      }
      return () -> channels.forEach(StrangerFault::close);
    }
  };

  private static final int READERS = 40;
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final IpAddress SOURCE = IpAddress.of(Setting.SERVER);

  private static final List<String[]> FAILING =
      List.of(
          new String[] {"hold"},
          new String[] {"reset"},
          new String[] {"hear", "drip"},
          new String[] {"hear", "say HTTP/1.0 200 OK", "say ", "flood"},
          new String[] {
            "hear", "say HTTP/1.1 200 OK", "say Content-Length: 99999999999", "say ", "flood"
          },
          new String[] {"hear", "say HTTP/1.0 503 Unavailable", "say "},
          new String[] {"say SSH-2.0-OpenSSH_9.9", "wait"});

  private final Effect effect;

  StrangerFault(Effect effect) {
    this.effect = effect;
  }

  @Override
  public Effect effect() {
    return effect;
  }

  private static VrrpFrame advert(World world, int priority) {
    int centis = (int) (world.interval().toMillis() / 10);
    return VrrpFrame.v3(Setting.VRID, priority, centis, SOURCE, World.VIP);
  }

  private static End flood(World world, List<byte[]> frames, double perSecond) {
    return Flood.start(world.stranger(), "eth0", frames, LONGEST, perSecond)::close;
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
