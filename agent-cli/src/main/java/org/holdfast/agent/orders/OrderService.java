package org.holdfast.agent.orders;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.status.OrderAnswer;
import org.holdfast.health.Intervention;
import org.holdfast.health.PoolView;
import org.holdfast.linux.LogContext;
import org.holdfast.linux.LogEvent;
import org.holdfast.time.ClockTime;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts, saves, carries out and ends orders on its own thread, which may wait for the disk.
 * Thread-safe. An order that cannot be written to the file still holds, and the response warns that
 * it will not survive a restart of the agent.
 */
public final class OrderService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OrderService.class);

  private final OrderFile file;
  private final OrderTargets orderTargets;
  private final Events events;
  private final Clock wall;
  private final Drains drains;
  private final OrderAnswers answers;
  private final Expiries expiries;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("orders").daemon().factory());
  private volatile AgentConfig config;
  private volatile OrderBook book;
  private boolean watching;

  /**
   * @param book the orders of an earlier process
   */
  public OrderService(
      OrderBook book,
      OrderFile file,
      AgentConfig config,
      OrderTargets orderTargets,
      Events events,
      Clock wall,
      NanoClock clock) {
    this.book = book;
    this.file = file;
    this.config = config;
    this.orderTargets = orderTargets;
    this.events = events;
    this.wall = wall;
    drains = new Drains(orderTargets, clock);
    answers = new OrderAnswers(() -> this.book, drains);
    expiries = new Expiries(book, wall, clock);
  }

  /** Returns the orders for servers that hold now, by virtual server and server. */
  public Map<String, Map<String, Intervention>> interventions() {
    var all = new HashMap<String, Map<String, Intervention>>();
    for (var order : book.orders()) {
      if (order.action() instanceof OrderAction.OfServer action) {
        all.computeIfAbsent(action.service(), _ -> new HashMap<>())
            .put(action.server(), intervention(order, action));
      }
    }
    return all;
  }

  private Intervention intervention(Order order, OrderAction.OfServer action) {
    return intervention(action, () -> expiries.endAt(order));
  }

  private static Intervention intervention(OrderAction.OfServer action, LongSupplier endAt) {
    return switch (action) {
      case OrderAction.Weight(_, _, int weight) -> new Intervention.Weight(weight);
      case OrderAction.Drain _ -> new Intervention.Drain(endAt.getAsLong());
    };
  }

  /**
   * Starts carrying out the orders of an earlier process, and the orders for servers that were
   * given before the pools existed.
   */
  public void begin() {
    thread.execute(() -> {
      for (var order : book.orders()) {
        logged(order, order.target() + " is " + order.words(ZoneId.systemDefault()));
        if (order.action() instanceof OrderAction.OfServer action && isThere(action, config)) {
          carryOut(order);
          drains.begin(order);
        }
      }
      watchIfNeeded();
    });
  }

  /**
   * Applies the orders to {@code next}. An order keeps its instance or server under a new name, and
   * an order may already exist for a new instance or server.
   */
  public void follow(AgentConfig next) {
    var before = config;
    config = next;
    var renames = Renames.of(before, next);
    thread.execute(() -> {
      follow(renames);
      orderTargets.stepDown(StepDowns.words(book, config)).join();
      for (var order : book.orders()) {
        if (order.action() instanceof OrderAction.OfServer action
            && isThere(action, config)
            && !isThere(action, before)) {
          carryOut(order);
          drains.begin(order);
        }
      }
    });
  }

  private void follow(Renames renames) {
    var all = new LinkedHashMap<Order, String>();
    boolean changed = false;
    for (var order : book.orders()) {
      var now = order.with(renames.of(order.action()));
      if (!now.equals(order)) {
        changed = true;
        drains.end(order.target());
        var words =
            order.target()
                + " is "
                + now.target()
                + " now, and still "
                + now.words(ZoneId.systemDefault());
        logged(now, words);
        report("order-renamed", now, words);
      }
      all.put(now, order.target());
    }
    if (changed) {
      expiries.retain(all);
      var _ = change(_ -> new OrderBook(List.copyOf(all.keySet())));
    }
  }

  private static void logged(Order order, String words) {
    try (var _ = about(order.action()).and(LogEvent.ORDER)) {
      log.info("{}", words);
    }
  }

  private static LogContext about(OrderAction action) {
    return switch (action) {
      case OrderAction.StepDown(var instance) -> LogContext.ofInstance(instance);
      case OrderAction.OfServer ofServer ->
          LogContext.ofService(ofServer.service(), ofServer.server());
    };
  }

  /** Whether an order for this target holds. */
  boolean holds(String target) {
    return !book.of(List.of(target)).isEmpty();
  }

  /**
   * Accepts an order, which replaces another for the same target.
   *
   * @param ofNow creates the order, given the time
   * @param replaced further targets whose orders it replaces
   * @param force whether it is carried out even if the virtual server loses its quorum; otherwise
   *     such an order is refused
   */
  CompletableFuture<OrderAnswer> give(
      Function<Instant, Order> ofNow, Collection<String> replaced, boolean force) {
    return CompletableFuture.supplyAsync(
        () -> take(ofNow.apply(wall.instant()), replaced, force), thread);
  }

  private OrderAnswer take(Order order, Collection<String> replaced, boolean force) {
    if (!force) {
      refuseLoss(order);
    }
    expiries.begin(order);
    var warning = change(before -> before.without(replaced).with(order));
    var words = order.target() + " is " + order.words(ZoneId.systemDefault());
    logged(order, words);
    report("order-given", order, words);
    var lost = carryOutAndJudge(order);
    drains.begin(order);
    watchIfNeeded();
    return answers.answer(words, joined(warning, lost));
  }

  private static String joined(String... warnings) {
    return Stream.of(warnings).filter(each -> !each.isEmpty()).collect(Collectors.joining("; "));
  }

  private void refuseLoss(Order order) {
    if (order.action() instanceof OrderAction.OfServer action) {
      var before = orderTargets.view(action.service()).join();
      var intervention = intervention(action, () -> expiries.endOfNew(order));
      var after = orderTargets.foresee(action.service(), action.server(), intervention).join();
      var lost = lost(action, before, after);
      if (!lost.isEmpty()) {
        throw new RefusedException(RefusedException.NEEDS_FORCE, lost + "; nothing was ordered");
      }
    }
  }

  /** A warning about the order's effect; empty for none. */
  private String carryOutAndJudge(Order order) {
    if (!(order.action() instanceof OrderAction.OfServer action)) {
      carryOut(order);
      return "";
    }
    var before = orderTargets.view(action.service()).join();
    carryOut(order);
    var after = orderTargets.view(action.service()).join();
    var lost = lost(action, before, after);
    if (!lost.isEmpty()) {
      log.warn("{}: {}", order.target(), lost);
    }
    return lost;
  }

  /** What the virtual server loses between two views, in words; empty for nothing. */
  private String lost(
      OrderAction.OfServer action, Optional<PoolView> before, Optional<PoolView> after) {
    int quorum =
        config.virtualServers().stream()
            .filter(each -> each.name().equals(action.service()))
            .mapToInt(each -> each.quorum())
            .findFirst()
            .orElse(0);
    return QuorumLoss.between(before, after, quorum).map(QuorumLoss::words).orElse("");
  }

  /**
   * Withdraws the orders for these targets.
   *
   * @param by returns the user that withdraws them; called on the orders' thread
   * @param nothing the response if there was no order
   */
  CompletableFuture<OrderAnswer> takeBack(
      Collection<String> targets, Supplier<String> by, String nothing) {
    return CompletableFuture.supplyAsync(
        () -> {
          var ended = book.of(targets);
          if (ended.isEmpty()) {
            throw new RefusedException(409, nothing);
          }
          var warning = end(ended, "order-ended", "was taken back by " + by.get());
          return answers.answer("no order is left for " + targets(ended), warning);
        },
        thread);
  }

  private static String targets(List<Order> orders) {
    return String.join(", ", orders.stream().map(Order::target).toList());
  }

  private String end(List<Order> ended, String kind, String how) {
    var warning = change(before -> before.without(ended.stream().map(Order::target).toList()));
    for (var order : ended) {
      var words =
          order.target() + " was " + order.words(ZoneId.systemDefault()) + "; the order " + how;
      logged(order, words);
      report(kind, order, words);
      drains.end(order.target());
      release(order);
    }
    return warning;
  }

  /** Changes the orders; returns a warning about the file, empty for none. */
  private String change(UnaryOperator<OrderBook> how) {
    book = how.apply(book);
    try {
      file.write(book);
      return "";
    } catch (IOException e) {
      var warning = "it will not outlive the agent: " + file + " cannot be written: " + e;
      log.warn("orders: {}", warning);
      return warning;
    }
  }

  private void carryOut(Order order) {
    switch (order.action()) {
      case OrderAction.StepDown _ -> {
        orderTargets.beforeRelease(StepDowns.together(config, order.target())).join();
        orderTargets.stepDown(StepDowns.words(book, config)).join();
      }
      case OrderAction.OfServer action ->
          orderTargets
              .intervene(action.service(), action.server(), intervention(order, action))
              .join();
    }
  }

  private void release(Order order) {
    switch (order.action()) {
      case OrderAction.StepDown _ -> orderTargets.stepDown(StepDowns.words(book, config)).join();
      case OrderAction.OfServer action -> {
        if (isThere(action, config)) {
          orderTargets.intervene(action.service(), action.server(), Intervention.NONE).join();
        }
      }
    }
  }

  /** Whether the server is configured; an order may be older than the configuration. */
  private static boolean isThere(OrderAction.OfServer action, AgentConfig config) {
    return config.virtualServers().stream()
        .filter(service -> service.name().equals(action.service()))
        .anyMatch(service -> service.realServer(action.server()) != null);
  }

  private void watchIfNeeded() {
    if (!watching && !book.orders().isEmpty()) {
      watching = true;
      var _ = thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }
  }

  private void look() {
    try {
      var over = book.orders().stream().filter(expiries::isOver).toList();
      if (!over.isEmpty()) {
        var _ = end(over, "order-expired", "is over");
      }
      drains.look();
    } catch (RuntimeException | Error failure) {
      log.error("orders could not be looked after", failure);
    }
  }

  private void report(String kind, Order order, String words) {
    events.publish(
        kind,
        order.target(),
        words,
        Map.of(
            "order",
            order.action().kind(),
            "owner",
            order.owner(),
            "reason",
            order.reason(),
            "until",
            order.end().map(ClockTime::of).orElse("")));
  }

  /** Returns the orders that hold. */
  OrderAnswer orders() {
    return answers.answer("", "");
  }

  /** Returns the kind of each order that holds, by its target. */
  public Map<String, String> kinds() {
    return answers.kinds();
  }

  /** Returns the orders for servers in words, by their targets. */
  public Map<String, String> ofServers() {
    return answers.ofServers();
  }

  /** Returns the configuration whose servers orders are for. */
  AgentConfig config() {
    return config;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
