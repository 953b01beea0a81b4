package org.holdfast.agent.status;

import java.io.IOException;
import java.util.List;
import org.holdfast.agent.json.Json;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.vrrp.io.InstanceStatus;
import org.jspecify.annotations.Nullable;

/**
 * The whole of what a running agent says of itself, as {@code GET /v1/status} gives it.
 *
 * @param syncGroups where the members of each sync group stand
 * @param table null when no IPVS is kept
 * @param refusedReload null when the last reload was applied, and before the first
 */
public record StatusReport(
    String version,
    String routerId,
    long pid,
    double upSeconds,
    List<InstanceStatus> instances,
    List<SyncGroupStatus> syncGroups,
    List<VirtualServerStatus> virtualServers,
    List<CheckStatus> checks,
    List<ScriptStatus> scripts,
    List<BfdStatus> bfdSessions,
    @Nullable TableReport table,
    @Nullable RefusedReloadStatus refusedReload) {

  public StatusReport {
    instances = List.copyOf(instances);
    syncGroups = List.copyOf(syncGroups);
    virtualServers = List.copyOf(virtualServers);
    checks = List.copyOf(checks);
    scripts = List.copyOf(scripts);
    bfdSessions = List.copyOf(bfdSessions);
  }

  /** One JSON object, indented; every field is there, null where it has no value. */
  public String toJson() {
    return Json.pretty(this);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IOException when it is no such object
   */
  public static StatusReport fromJson(String json) throws IOException {
    return Json.read(StatusReport.class, json);
  }
}
