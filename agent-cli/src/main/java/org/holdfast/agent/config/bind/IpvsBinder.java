package org.holdfast.agent.config.bind;

import java.time.Duration;
import java.util.Map;
import org.holdfast.agent.config.IpvsConfig;
import org.holdfast.agent.config.MarkTableConfig;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.IpvsKeywords;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.Timeouts;
import org.jspecify.annotations.Nullable;

/** Creates the settings of the kernel's IPVS that do not belong to a single service. */
final class IpvsBinder {

  private final Report report;
  private final Map<String, Entry<Fields>> instances;

  /**
   * @param instances all instances, including those with errors
   */
  IpvsBinder(Report report, Map<String, Entry<Fields>> instances) {
    this.report = report;
    this.instances = instances;
  }

  IpvsConfig bind(Fields ipvs) {
    var timeouts = ipvs.section(IpvsKeywords.TIMEOUTS);
    return new IpvsConfig(
        ipvs.get(IpvsKeywords.FLUSH),
        ipvs.get(IpvsKeywords.ON_STOP),
        syncDaemon(ipvs.find(IpvsKeywords.SYNC_DAEMON)),
        new Timeouts(
            seconds(timeouts, IpvsKeywords.TCP),
            seconds(timeouts, IpvsKeywords.TCP_FIN),
            seconds(timeouts, IpvsKeywords.UDP)),
        marks(ipvs.find(IpvsKeywords.ADDRESS_MARKS)));
  }

  private static @Nullable MarkTableConfig marks(@Nullable Fields fields) {
    return fields == null || !fields.isComplete()
        ? null
        : new MarkTableConfig(
            fields.get(IpvsKeywords.MARK_TABLE),
            fields.number(IpvsKeywords.MARK_PRIORITY),
            fields.get(IpvsKeywords.FIRST_MARK).intValue());
  }

  private Duration seconds(Fields fields, Key<Duration> key) {
    var timeout = fields.get(key);
    if (timeout.toNanos() % 1_000_000_000 != 0) {
      report.error(
          fields.spot(key),
          DurationType.words(timeout) + " (expected: whole seconds, which IPVS counts in)");
    }
    return timeout;
  }

  private @Nullable SyncDaemonConfig syncDaemon(@Nullable Fields fields) {
    if (fields == null || !fields.isComplete()) {
      return null;
    }
    var instance = fields.find(IpvsKeywords.SYNC_INSTANCE);
    int routerId = instance == null ? 0 : routerId(instance, fields);
    var id = fields.find(IpvsKeywords.SYNC_ID);
    return new SyncDaemonConfig(
        fields.get(IpvsKeywords.SYNC_INTERFACE),
        id == null ? routerId : id.intValue(),
        instance,
        fields.number(IpvsKeywords.MOST_BYTES),
        fields.find(IpvsKeywords.SYNC_GROUP),
        fields.number(IpvsKeywords.SYNC_PORT),
        fields.number(IpvsKeywords.SYNC_TTL));
  }

  private int routerId(String name, Fields fields) {
    var instance = instances.get(name);
    if (instance == null) {
      report.error(
          fields.spot(IpvsKeywords.SYNC_INSTANCE),
          "vrrp.instances has no "
              + ValueType.quote(name)
              + Nearest.hint(name, instances.keySet()));
      return 0;
    }
    var id = instance.value().find(InstanceKeywords.VIRTUAL_ROUTER_ID);
    return id == null ? 0 : id.intValue();
  }
}
