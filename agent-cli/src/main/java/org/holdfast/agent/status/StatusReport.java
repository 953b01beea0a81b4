package org.holdfast.agent.status;

import java.io.IOException;
import java.util.List;
import org.holdfast.agent.json.Json;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;
import org.jspecify.annotations.Nullable;

/**
 * The complete status of a running agent, as {@code GET /v1/status} returns it.
 *
 * @param time the time of the snapshot, see {@link
 *     org.holdfast.time.ClockTime#of(java.time.Instant)}
 * @param host the host's name
 * @param staticObjects what the agent keeps in every state of its instances
 * @param syncGroups the sync groups with their members' states
 * @param table null if the agent keeps no IPVS table
 * @param refusedReload null if the last reload was applied, and before the first
 */
public record StatusReport(
    String time,
    String host,
    String version,
    ConfigurationStatus configuration,
    String routerId,
    long pid,
    double upSeconds,
    List<InstanceStatus> instances,
    List<ObjectStatus> staticObjects,
    List<SyncGroupStatus> syncGroups,
    List<VirtualServerStatus> virtualServers,
    List<CheckStatus> checks,
    List<ScriptStatus> scripts,
    List<BfdStatus> bfdSessions,
    @Nullable TableReport table,
    @Nullable RefusedReloadStatus refusedReload) {

  public StatusReport {
    instances = List.copyOf(instances);
    staticObjects = List.copyOf(staticObjects);
    syncGroups = List.copyOf(syncGroups);
    virtualServers = List.copyOf(virtualServers);
    checks = MadeList.copyOf(checks);
    scripts = List.copyOf(scripts);
    bfdSessions = List.copyOf(bfdSessions);
  }

  /** Returns one indented JSON object; every field is present, and null if it has no value. */
  public String toJson() {
    return Json.pretty(this);
  }

  /**
   * Reads the result of {@link #toJson}.
   *
   * @throws IOException if the text is not such an object
   */
  public static StatusReport fromJson(String json) throws IOException {
    return Json.read(StatusReport.class, json);
  }
}
