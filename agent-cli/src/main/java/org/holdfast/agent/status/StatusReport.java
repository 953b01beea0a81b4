package org.holdfast.agent.status;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.vrrp.io.InstanceStatus;
import org.jspecify.annotations.Nullable;

/**
 * The whole of what a running agent says of itself, as {@code GET /v1/status} gives it.
 *
 * @param table null when no IPVS is kept
 */
public record StatusReport(
    String version,
    String routerId,
    long pid,
    double upSeconds,
    List<InstanceStatus> instances,
    List<VirtualServerStatus> virtualServers,
    List<CheckStatus> checks,
    List<ScriptStatus> scripts,
    List<BfdStatus> bfdSessions,
    @Nullable TableReport table) {

  public StatusReport {
    instances = List.copyOf(instances);
    virtualServers = List.copyOf(virtualServers);
    checks = List.copyOf(checks);
    scripts = List.copyOf(scripts);
    bfdSessions = List.copyOf(bfdSessions);
  }

  private static final JSON WRITER =
      JSON.std.with(
          JSON.Feature.PRETTY_PRINT_OUTPUT,
          JSON.Feature.WRITE_NULL_PROPERTIES,
          JSON.Feature.WRITE_RECORD_FIELDS_IN_DECLARATION_ORDER);

  /** One JSON object, indented; every field is there, null where it has no value. */
  public String toJson() {
    try {
      return WRITER.asString(this) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException("status as JSON", e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IOException when it is no such object
   */
  public static StatusReport fromJson(String json) throws IOException {
    return JSON.std.beanFrom(StatusReport.class, json);
  }
}
