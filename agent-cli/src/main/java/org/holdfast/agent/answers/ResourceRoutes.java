package org.holdfast.agent.answers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.holdfast.agent.config.KnownNames;
import org.holdfast.agent.control.ControlRequest;
import org.holdfast.agent.control.ControlRoute;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.vrrp.io.InstanceStatus;

/** The routes to parts of the status: the instances and services, each alone, and the index. */
public final class ResourceRoutes {

  private final Supplier<CompletableFuture<StatusReport>> reports;

  private ResourceRoutes(Supplier<CompletableFuture<StatusReport>> reports) {
    this.reports = reports;
  }

  /**
   * Returns the routes.
   *
   * @param reports returns the report that all requests share
   */
  public static List<ControlRoute> of(Supplier<CompletableFuture<StatusReport>> reports) {
    var routes = new ResourceRoutes(reports);
    return List.of(
        routes.get("/v1/instances", (report, _) -> Map.of("instances", report.instances())),
        routes.get("/v1/instances/{name}", ResourceRoutes::instance),
        routes.get("/v1/services", (report, _) -> Map.of("services", report.virtualServers())),
        routes.get("/v1/services/{service}", ResourceRoutes::service),
        routes.get("/v1/services/{service}/servers/{server}", ResourceRoutes::server));
  }

  /** Returns these routes, and before them one that lists them with itself. */
  public static List<ControlRoute> withIndex(List<ControlRoute> routes) {
    var all = new ArrayList<ControlRoute>();
    all.add(ControlRoute.get("/v1", _ -> CompletableFuture.completedFuture(index(all))));
    all.addAll(routes);
    return List.copyOf(all);
  }

  private static String index(List<ControlRoute> routes) {
    var resources =
        routes.stream()
            .map(route -> {
              var resource = new LinkedHashMap<String, String>();
              resource.put("method", route.method());
              resource.put("path", route.path());
              return resource;
            })
            .toList();
    return Json.pretty(Map.of("resources", resources));
  }

  /** Picks a part of a report; fails with a {@link RefusedException} if there is no such part. */
  @FunctionalInterface
  private interface Part {
    Object of(StatusReport report, ControlRequest request);
  }

  private ControlRoute get(String path, Part part) {
    return ControlRoute.get(
        path,
        request ->
            reports
                .get()
                .thenApplyAsync(
                    report -> Json.pretty(part.of(report, request)), Thread::startVirtualThread));
  }

  private static InstanceStatus instance(StatusReport report, ControlRequest request) {
    return find("instance", report.instances(), InstanceStatus::name, request.at("name"));
  }

  private static VirtualServerStatus service(StatusReport report, ControlRequest request) {
    return find(
        "virtual server",
        report.virtualServers(),
        VirtualServerStatus::name,
        request.at("service"));
  }

  private static ServerStatus server(StatusReport report, ControlRequest request) {
    var service = service(report, request);
    return find(
        "server of " + service.name(),
        service.withSorryServer(),
        ServerStatus::name,
        request.at("server"));
  }

  private static <T> T find(String kind, List<T> parts, Function<T, String> nameOf, String wanted) {
    for (var part : parts) {
      if (nameOf.apply(part).equals(wanted)) {
        return part;
      }
    }
    throw RefusedException.notFound(
        "no %s is called \"%s\" (%s)"
            .formatted(kind, wanted, KnownNames.clause(parts.stream().map(nameOf).toList())));
  }
}
