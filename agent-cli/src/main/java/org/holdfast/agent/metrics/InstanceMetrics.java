package org.holdfast.agent.metrics;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.TakeoverStatus;
import org.jspecify.annotations.Nullable;

/** Writes the metrics of VRRP instances. */
final class InstanceMetrics {

  private static final List<String> STATES =
      Stream.of(VrrpState.values()).map(state -> state.name().toLowerCase(Locale.ROOT)).toList();

  private InstanceMetrics() {}

  static void write(InstanceStatus instance, Samples samples) {
    writeState(instance, samples);
    writePackets(instance, samples);
    writePeers(instance, samples);
    writeHistory(instance, samples);
    writeAddresses(instance, samples);
    writeObjects(instance, samples);
    writeTracks(instance, samples);
    var takeover = instance.timeliness().takeover();
    if (takeover != null) {
      writeTakeover(instance.name(), takeover, samples);
    }
  }

  private static void writeState(InstanceStatus instance, Samples samples) {
    var name = instance.name();
    var now = instance.state().name().toLowerCase(Locale.ROOT);
    for (var state : STATES) {
      samples.add(
          Metric.INSTANCE_STATE,
          state.equals(now),
          Metric.INSTANCE_STATE.with(
              name,
              instance.interfaceName(),
              String.valueOf(instance.virtualRouterId()),
              instance.family().toLowerCase(Locale.ROOT),
              state));
    }
    var labels = Metric.INSTANCE_PRIORITY.with(name);
    samples.add(Metric.INSTANCE_STATE_SECONDS, instance.forSeconds(), labels);
    samples.add(Metric.INSTANCE_HANDING_OVER, instance.handingOver(), labels);
    samples.add(Metric.INSTANCE_PRIORITY, instance.priority().effective(), labels);
    samples.add(Metric.INSTANCE_BASE_PRIORITY, instance.priority().base(), labels);
    samples.add(
        Metric.INSTANCE_ADVERTISEMENT_INTERVAL_SECONDS,
        instance.timers().advertisementIntervalSeconds(),
        labels);
    samples.add(Metric.INSTANCE_FAULTS, instance.faults().size(), labels);
    var peer = instance.master();
    if (peer != null) {
      var ofPeer = Metric.INSTANCE_PEER_PRIORITY.with(name, peer.source());
      samples.add(Metric.INSTANCE_PEER_PRIORITY, peer.priority(), ofPeer);
      samples.add(Metric.INSTANCE_PEER_HEARD_SECONDS, peer.heardSecondsAgo(), ofPeer);
    }
  }

  private static void writePackets(InstanceStatus instance, Samples samples) {
    var packets = instance.packets();
    var labels = Metric.INSTANCE_ADVERTS_SENT_TOTAL.with(instance.name());
    samples.add(Metric.INSTANCE_ADVERTS_SENT_TOTAL, packets.sent(), labels);
    samples.add(Metric.INSTANCE_ADVERT_SEND_FAILURES_TOTAL, packets.sendFailures(), labels);
    samples.add(Metric.INSTANCE_ADVERTS_RECEIVED_TOTAL, packets.received(), labels);
    samples.add(Metric.INSTANCE_RESIGNATIONS_SENT_TOTAL, packets.priorityZeroSent(), labels);
    samples.add(
        Metric.INSTANCE_RESIGNATIONS_RECEIVED_TOTAL, packets.priorityZeroReceived(), labels);
    samples.add(Metric.INSTANCE_DIFFERENT_ADDRESSES_TOTAL, packets.differentAddresses(), labels);
    packets
        .rejected()
        .forEach((defect, count) ->
            samples.add(
                Metric.INSTANCE_ADVERTS_REJECTED_TOTAL,
                count,
                Metric.INSTANCE_ADVERTS_REJECTED_TOTAL.with(instance.name(), defect)));
    samples.add(
        Metric.INSTANCE_ADVERT_LATENESS_SECONDS, instance.timeliness().advertLateness(), labels);
  }

  private static void writePeers(InstanceStatus instance, Samples samples) {
    instance
        .peers()
        .begun()
        .forEach((kind, count) -> {
          long standing =
              instance.peers().disagreements().stream()
                  .filter(disagreement -> disagreement.kind().equals(kind))
                  .count();
          var labels = Metric.INSTANCE_PEER_DISAGREEMENTS.with(instance.name(), kind);
          samples.add(Metric.INSTANCE_PEER_DISAGREEMENTS, standing, labels);
          samples.add(Metric.INSTANCE_PEER_DISAGREEMENTS_BEGUN_TOTAL, count, labels);
        });
  }

  private static void writeHistory(InstanceStatus instance, Samples samples) {
    var history = instance.history();
    var labels = Metric.INSTANCE_BECAME_MASTER_TOTAL.with(instance.name());
    samples.add(Metric.INSTANCE_BECAME_MASTER_TOTAL, history.becameMaster(), labels);
    samples.add(Metric.INSTANCE_LEFT_MASTER_TOTAL, history.leftMaster(), labels);
    samples.add(Metric.INSTANCE_ANNOUNCEMENTS_TOTAL, history.announcements(), labels);
    samples.add(Metric.INSTANCE_ADDRESSES_RESTORED_TOTAL, history.addressesRestored(), labels);
    history
        .transitions()
        .forEach((reason, count) ->
            samples.add(
                Metric.INSTANCE_TRANSITIONS_TOTAL,
                count,
                Metric.INSTANCE_TRANSITIONS_TOTAL.with(instance.name(), reason)));
  }

  private static void writeAddresses(InstanceStatus instance, Samples samples) {
    int missing = 0;
    int unwanted = 0;
    for (var address : instance.addresses()) {
      missing += address.wanted() && !address.found() ? 1 : 0;
      unwanted += !address.wanted() && address.found() ? 1 : 0;
    }
    var labels = Metric.INSTANCE_ADDRESSES_MISSING.with(instance.name());
    samples.add(Metric.INSTANCE_ADDRESSES_MISSING, missing, labels);
    samples.add(Metric.INSTANCE_ADDRESSES_UNWANTED, unwanted, labels);
  }

  /** Adds the kernel objects of an instance; a kind without objects has no series. */
  private static void writeObjects(InstanceStatus instance, Samples samples) {
    var missing = new TreeMap<String, Integer>();
    var unwanted = new TreeMap<String, Integer>();
    for (var object : instance.objects()) {
      missing.merge(object.kind(), object.wanted() && !object.found() ? 1 : 0, Integer::sum);
      unwanted.merge(object.kind(), !object.wanted() && object.found() ? 1 : 0, Integer::sum);
    }
    missing.forEach((kind, count) -> {
      var labels = Metric.INSTANCE_OBJECTS_MISSING.with(instance.name(), kind);
      samples.add(Metric.INSTANCE_OBJECTS_MISSING, count, labels);
      samples.add(Metric.INSTANCE_OBJECTS_UNWANTED, unwanted.getOrDefault(kind, 0), labels);
      samples.add(
          Metric.INSTANCE_OBJECTS_RESTORED_TOTAL,
          instance.history().objectsRestored().getOrDefault(kind, 0L),
          labels);
    });
  }

  private static void writeTracks(InstanceStatus instance, Samples samples) {
    for (var track : instance.tracks()) {
      var labels = Metric.INSTANCE_TRACK_SHARE.with(instance.name(), track.kind(), track.name());
      samples.add(Metric.INSTANCE_TRACK_SHARE, track.share(), labels);
      samples.add(Metric.INSTANCE_TRACK_FAULT, track.fault(), labels);
    }
  }

  private static void writeTakeover(String name, TakeoverStatus takeover, Samples samples) {
    addSpan(name, "detected", takeover.detectedSeconds(), samples);
    addSpan(name, "promoted", takeover.promotedSeconds(), samples);
    addSpan(name, "ready", takeover.readySeconds(), samples);
    addSpan(name, "addresses_up", takeover.addressesUpSeconds(), samples);
    addSpan(name, "announced", takeover.announcedSeconds(), samples);
  }

  private static void addSpan(String name, String span, @Nullable Double seconds, Samples samples) {
    samples.addKnown(
        Metric.INSTANCE_TAKEOVER_SECONDS,
        seconds,
        Metric.INSTANCE_TAKEOVER_SECONDS.with(name, span));
  }
}
