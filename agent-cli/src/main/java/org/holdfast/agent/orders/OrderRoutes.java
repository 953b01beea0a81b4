package org.holdfast.agent.orders;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.KnownNames;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.agent.config.table.DurationText;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.control.ControlRequest;
import org.holdfast.agent.control.ControlRoute;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.control.UserNames;
import org.holdfast.agent.status.OrderAnswer;

/**
 * The routes of the control socket for orders. The query has the parameters {@code for}, {@code
 * reason} and {@code force}, and {@code weight} for a weight order.
 */
public final class OrderRoutes {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration DRAIN = Duration.ofMinutes(5);
  private static final int LONGEST_REASON = 256;
  private static final int GREATEST_WEIGHT = 65_535;

  private final Supplier<AgentConfig> config;
  private final OrderService desk;
  private final Successors successors;

  private OrderRoutes(Supplier<AgentConfig> config, OrderService desk, Successors successors) {
    this.config = config;
    this.desk = desk;
    this.successors = successors;
  }

  public static List<ControlRoute> of(
      Supplier<AgentConfig> config, OrderService desk, Successors successors) {
    var routes = new OrderRoutes(config, desk, successors);
    var server = "/v1/services/{service}/servers/{server}/";
    return List.of(
        ControlRoute.get(
            "/v1/orders", _ -> CompletableFuture.completedFuture(desk.orders().toJson())),
        route("/v1/instances/{name}/step-down", routes::stepDown),
        route("/v1/instances/{name}/resume", routes::resume),
        route(server + "drain", routes::drain),
        route(server + "weight", routes::weight),
        route(server + "enable", routes::enable));
  }

  private static ControlRoute route(
      String path, Function<ControlRequest, CompletableFuture<OrderAnswer>> handler) {
    return ControlRoute.post(
        path,
        request -> {
          try {
            return handler.apply(request).thenApply(OrderAnswer::toJson);
          } catch (RefusedException refused) {
            return CompletableFuture.failedFuture(refused);
          }
        });
  }

  private CompletableFuture<OrderAnswer> stepDown(ControlRequest request) {
    var action = new OrderAction.StepDown(instance(request));
    var together = StepDowns.together(config.get(), action.instance());
    var span = span(request);
    return stepDown(request, action, together, span)
        .thenApply(answer -> with(together, "steps down", answer));
  }

  private CompletableFuture<OrderAnswer> stepDown(
      ControlRequest request,
      OrderAction.StepDown action,
      List<String> together,
      Optional<Duration> span) {
    if (isForced(request)) {
      return give(request, action, span, together);
    }
    return successors
        .masters(together)
        .thenCompose(masters ->
            give(request, action, span, together)
                .thenCompose(answer ->
                    masters.isEmpty()
                        ? CompletableFuture.completedFuture(answer)
                        : successors
                            .withoutSuccessor(masters)
                            .thenCompose(alone -> judged(answer, alone, together))));
  }

  /** Returns an answer that also names the other members of the sync group. */
  private static OrderAnswer with(List<String> together, String verb, OrderAnswer answer) {
    return together.size() == 1
        ? answer
        : new OrderAnswer(
            answer.words() + "; its sync group " + verb + " as one: " + String.join(", ", together),
            answer.warning(),
            answer.orders());
  }

  /**
   * Withdraws the order if no router took over, because it would only make the next failure worse.
   */
  private CompletableFuture<OrderAnswer> judged(
      OrderAnswer answer, List<String> alone, List<String> together) {
    if (alone.isEmpty()) {
      return CompletableFuture.completedFuture(answer);
    }
    return desk.takeBack(together, () -> "the agent: no router took over", "")
        .thenApply(_ -> {
          throw new RefusedException(
              RefusedException.NEEDS_FORCE,
              "no other router took over from "
                  + String.join(", ", alone)
                  + ", so it serves on and the step-down is taken back");
        });
  }

  private CompletableFuture<OrderAnswer> resume(ControlRequest request) {
    var given = request.at("name");
    var name = desk.holds(given) ? given : instance(request); // even if it is no longer configured
    var together = StepDowns.together(config.get(), name);
    return desk.takeBack(
            together,
            () -> UserNames.nameOf(request.caller()),
            given + " is not stepped down: there is nothing to resume")
        .thenApply(answer -> with(together, "resumes", answer));
  }

  private CompletableFuture<OrderAnswer> drain(ControlRequest request) {
    var server = server(request);
    var span = span(request).orElse(DRAIN);
    return desk.give(
        now ->
            order(
                request,
                new OrderAction.Drain(server.service(), server.server(), now.plus(span)),
                now,
                Optional.empty()),
        List.of(server.target()),
        isForced(request));
  }

  private CompletableFuture<OrderAnswer> weight(ControlRequest request) {
    var server = server(request);
    var text = request.parameter("weight");
    if (text == null || !text.matches("[0-9]{1,5}") || Integer.parseInt(text) > GREATEST_WEIGHT) {
      throw RefusedException.badRequest(
          "weight: " + text + " (expected: a whole number from 0 to " + GREATEST_WEIGHT + ")");
    }
    var action = new OrderAction.Weight(server.service(), server.server(), Integer.parseInt(text));
    return give(request, action, span(request), List.of(server.target()));
  }

  private CompletableFuture<OrderAnswer> enable(ControlRequest request) {
    var given = request.at("service") + "/" + request.at("server");
    var target =
        desk.holds(given) ? given : server(request).target(); // even if it is no longer configured
    return desk.takeBack(
        List.of(target),
        () -> UserNames.nameOf(request.caller()),
        target + " is as it is configured: there is nothing to take back");
  }

  private CompletableFuture<OrderAnswer> give(
      ControlRequest request, OrderAction action, Optional<Duration> span, List<String> replaced) {
    return desk.give(
        now -> order(request, action, now, span.map(now::plus)), replaced, isForced(request));
  }

  /** Creates the order; runs on the orders' thread. */
  private static Order order(
      ControlRequest request, OrderAction action, Instant now, Optional<Instant> until) {
    return new Order(action, UserNames.nameOf(request.caller()), reason(request), now, until);
  }

  // ---- The parameters of a request ----

  private String instance(ControlRequest request) {
    var running = config.get();
    var instance = StepDowns.instance(running, request.at("name"));
    return instance == null
        ? known(
            running.vrrp().syncGroups().isEmpty() ? "instance" : "instance or sync group",
            request.at("name"),
            StepDowns.names(running))
        : instance;
  }

  private static boolean isForced(ControlRequest request) {
    return "true".equals(request.parameter("force"));
  }

  private OrderAction.Weight server(ControlRequest request) {
    var services = config.get().virtualServers().stream().map(service -> service.name()).toList();
    var name = known("virtual server", request.at("service"), services);
    var service = config.get().virtualServers().get(services.indexOf(name));
    var servers = service.realServers().stream().map(RealServer::name).toList();
    return new OrderAction.Weight(
        name, known("server of " + name, request.at("server"), servers), 0);
  }

  private static String known(String what, String name, List<String> names) {
    if (names.contains(name)) {
      return name;
    }
    throw RefusedException.notFound(
        "no "
            + what
            + " is called \""
            + name
            + "\""
            + Nearest.hint(name, names)
            + " ("
            + KnownNames.clause(names)
            + ")");
  }

  private static Optional<Duration> span(ControlRequest request) {
    var text = request.parameter("for");
    if (text == null) {
      return Optional.empty();
    }
    var span = DurationText.parse(text, SHORTEST, LONGEST);
    if (span.isEmpty()) {
      throw RefusedException.badRequest(
          "for: \"" + text + "\" (expected: a time from 1s to 8784h, such as 10m)");
    }
    return span;
  }

  /** Returns the reason, which must be one line so that it cannot forge log lines. */
  private static String reason(ControlRequest request) {
    var text = request.parameter("reason");
    if (text == null) {
      return "";
    }
    if (text.length() > LONGEST_REASON || text.chars().anyMatch(Character::isISOControl)) {
      throw RefusedException.badRequest(
          "reason (expected: one line of up to " + LONGEST_REASON + " characters)");
    }
    return text;
  }
}
