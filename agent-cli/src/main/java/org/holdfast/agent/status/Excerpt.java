package org.holdfast.agent.status;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.PeerStatus;
import org.holdfast.vrrp.io.InstanceStatus.TrackStatus;
import org.holdfast.vrrp.io.PeersStatus.RouterStatus;
import org.jspecify.annotations.Nullable;

/** The objects of one kind in a report, each with its name, values and text lines. */
public record Excerpt(List<Part> parts) {

  public Excerpt {
    parts = List.copyOf(parts);
  }

  /** The kinds of objects. */
  public enum Subject {
    INSTANCE("instance", "the VRRP instances"),
    SERVICE("service", "the virtual servers and their servers"),
    CHECK("check", "the checks"),
    TRACK("track", "what instances track and what it says"),
    PEER("peer", "the routers that instances hear");

    private final String word;
    private final String about;

    Subject(String word, String about) {
      this.word = word;
      this.about = about;
    }

    /** Returns the word for the kind on the command line. */
    public String word() {
      return word;
    }

    /** Returns a short description. */
    public String about() {
      return about;
    }
  }

  /**
   * An object.
   *
   * @param value a record of the report; null for a line that only reports that there is no object
   */
  public record Part(String name, @Nullable Object value, String lines) {

    boolean isThing() {
      return value != null;
    }
  }

  /** A track of an instance. */
  public record TrackOf(String instance, TrackStatus track) {}

  /**
   * A router from which an instance receives adverts.
   *
   * @param role master; rival if the router advertises although the instance is master; silent if
   *     the router has resigned or has not advertised recently
   */
  public record PeerOf(
      String instance,
      String role,
      PeerStatus peer,
      long advertsReceived,
      long differentAddresses) {}

  /** Returns all objects of a kind, in the report's order. */
  public static Excerpt of(Subject subject, StatusReport report) {
    var parts = new ArrayList<Part>();
    switch (subject) {
      case INSTANCE -> report.instances().forEach(instance -> parts.add(part(instance)));
      case SERVICE -> report.virtualServers().forEach(server -> parts.add(part(server)));
      case CHECK ->
          report
              .checks()
              .forEach(
                  check -> parts.add(new Part(check.check(), check, HealthTable.words(check))));
      case TRACK -> report.instances().forEach(instance -> tracks(instance, parts));
      case PEER -> report.instances().forEach(instance -> peer(instance, parts));
    }
    return new Excerpt(parts);
  }

  private static Part part(InstanceStatus instance) {
    var text = new StringBuilder();
    StatusTable.append(text, instance);
    return new Part(instance.name(), instance, text.toString());
  }

  private static Part part(VirtualServerStatus server) {
    var text = new StringBuilder();
    HealthTable.append(text, server);
    return new Part(server.name(), server, text.toString());
  }

  private static void tracks(InstanceStatus instance, List<Part> parts) {
    for (var track : instance.tracks()) {
      parts.add(
          new Part(
              track.name(),
              new TrackOf(instance.name(), track),
              instance.name() + "  " + StatusTable.words(track) + "\n"));
    }
  }

  private static void peer(InstanceStatus instance, List<Part> parts) {
    var packets = instance.packets();
    for (var router : instance.peers().heard()) {
      var role = role(instance, router);
      var peer = PeerStatus.of(router);
      parts.add(
          new Part(
              router.source(),
              new PeerOf(
                  instance.name(), role, peer, packets.received(), packets.differentAddresses()),
              instance.name() + "  " + role + " " + words(router, peer) + "\n"));
    }
    if (instance.peers().heard().isEmpty()) {
      parts.add(new Part(instance.name(), null, instance.name() + "  has heard no other router\n"));
    }
  }

  private static String role(InstanceStatus instance, RouterStatus router) {
    if (instance.state() == VrrpState.MASTER) {
      var rival = instance.master();
      return rival != null && rival.source().equals(router.source()) ? "rival" : "silent";
    }
    return router.advertising() ? "master" : "silent";
  }

  private static String words(RouterStatus router, PeerStatus peer) {
    return StatusTable.words(peer)
        + (router.lastDefect() == null ? "" : ", its adverts are refused: " + router.lastDefect());
  }

  /** Returns the objects with that name; if there are none, the objects whose names contain it. */
  public Excerpt named(String name) {
    var exact = only(part -> part.isThing() && part.name().equals(name));
    return exact.isEmpty() ? only(part -> part.isThing() && part.name().contains(name)) : exact;
  }

  private Excerpt only(Predicate<Part> wanted) {
    return new Excerpt(parts.stream().filter(wanted).toList());
  }

  /** Whether the excerpt has no object. */
  public boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Returns the names without duplicates. */
  public List<String> names() {
    return parts.stream().filter(Part::isThing).map(Part::name).distinct().toList();
  }

  /** Returns the values, for JSON. */
  public List<Object> values() {
    return parts.stream().<Object>mapMulti(Excerpt::value).toList();
  }

  private static void value(Part part, Consumer<Object> into) {
    if (part.value() != null) {
      into.accept(part.value());
    }
  }

  /** Returns the text lines, with a blank line between objects of several lines. */
  public String table() {
    var text = new StringBuilder();
    for (var part : parts) {
      boolean block = part.lines().indexOf('\n') < part.lines().length() - 1;
      text.append(block && !text.isEmpty() ? "\n" : "").append(part.lines());
    }
    return text.toString();
  }
}
