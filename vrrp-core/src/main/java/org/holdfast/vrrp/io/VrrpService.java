package org.holdfast.vrrp.io;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NanoClock;
import org.holdfast.linux.RealTime;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.linux.route.RouteEvents;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * VRRP at work: all instances of a configuration on the two loops.
 *
 * <p>Made, asked, stopped and closed from any thread outside the loops.
 */
public final class VrrpService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(VrrpService.class);

  /** How often the kernel's addresses are compared with what is wanted, beside the notifications. */
  private static final long VERIFY_SECONDS = 10;

  private final VrrpConfig config;
  private final NanoClock clock;
  private final LifeRecord life;
  private final TransitionListener listener;
  private final Loops loops;
  private final RouteKernel kernel;
  private final RouteEvents events;
  private final AddressKeeper keeper;
  private final Announcer announcer;
  private final LinkBook book;
  private final Map<String, Instance> instances = new LinkedHashMap<>();
  private final CountDownLatch ended;
}
