package org.holdfast.agent.screen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.holdfast.agent.screen.Problem.Severity;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.time.ClockTime;
import org.holdfast.time.SpanWords;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;

/**
 * Finds the problems in a report: one for each virtual server, however many of its servers are
 * down, the worst first.
 */
public final class Problems {

  private final StatusReport report;
  private final List<Problem> found = new ArrayList<>();

  private Problems(StatusReport report) {
    this.report = report;
  }

  /** Returns the problems, the worst first; empty if there are none. */
  public static List<Problem> of(StatusReport report) {
    return of(report, View.PLAIN);
  }

  /** Returns the problems of the objects that the view shows, the worst first. */
  static List<Problem> of(StatusReport report, View view) {
    var problems = new Problems(report);
    problems.findInAgent();
    report.instances().stream()
        .filter(instance -> view.shows(instance.name()))
        .forEach(problems::findIn);
    new ServiceProblems(report, problems.found).find(view);
    problems.findInWatches(view);
    problems.found.sort(
        Comparator.comparing(Problem::severity)
            .thenComparing(Problem::weight, Comparator.reverseOrder()));
    return List.copyOf(problems.found);
  }

  private void add(Severity severity, String subject, String words) {
    found.add(new Problem(severity, subject, words, 100));
  }

  private void findInAgent() {
    var refused = report.refusedReload();
    if (refused != null) {
      add(
          Severity.FAULT,
          "reload",
          "refused at "
              + ClockTime.under(refused.time(), report.time())
              + ", the earlier configuration runs: "
              + refused.firstError()
              + (refused.errors() > 1 ? " (and " + (refused.errors() - 1) + " more)" : ""));
    }
    var table = report.table();
    if (table != null && !table.daemonError().isEmpty()) {
      add(
          Severity.FAULT,
          "ipvs",
          "connections are not synchronised as configured: " + table.daemonError());
    }
    if (table != null && !table.markError().isEmpty()) {
      add(Severity.FAULT, "ipvs", "packets may lack their marks: " + table.markError());
    }
    var missing = different(report.staticObjects(), true);
    if (!missing.isEmpty()) {
      add(Severity.FAULT, "static objects", "lacks " + example(missing));
    }
  }

  private void findIn(InstanceStatus instance) {
    var name = instance.name();
    if (instance.state() == VrrpState.FAULT) {
      add(
          Severity.OUTAGE,
          name,
          "FAULT for "
              + SpanWords.age(instance.forSeconds())
              + ": "
              + String.join("; ", instance.faults()));
    }
    var rival = instance.master();
    if (instance.state() == VrrpState.MASTER && rival != null) {
      add(
          Severity.OUTAGE,
          name,
          "two masters: %s with priority %d is master too"
              .formatted(rival.source(), rival.priority()));
    }
    var missing = different(instance, true);
    if (!missing.isEmpty()) {
      add(
          instance.state() == VrrpState.MASTER ? Severity.OUTAGE : Severity.FAULT,
          name,
          "lacks " + example(missing));
    }
    var unwanted = different(instance, false);
    if (!unwanted.isEmpty()) {
      add(Severity.FAULT, name, "still has " + example(unwanted));
    }
    instance.peers().disagreements().forEach(one -> add(Severity.WARNING, name, one.words()));
    instance.links().stream()
        .filter(link -> !link.required() && !link.state().equals("up"))
        .forEach(link ->
            add(
                Severity.WARNING,
                name,
                "tracked link " + link.interfaceName() + " is " + link.state()));
  }

  /** Returns the addresses and objects that are wanted and missing, or the other way round. */
  private static List<String> different(InstanceStatus instance, boolean wanted) {
    var different = new ArrayList<String>();
    for (var address : instance.addresses()) {
      if (address.wanted() == wanted && address.found() != wanted) {
        var refused = address.refused();
        different.add(
            address.address()
                + " on "
                + address.interfaceName()
                + (refused == null ? "" : " (" + refused + ")"));
      }
    }
    different.addAll(different(instance.objects(), wanted));
    return different;
  }

  private static List<String> different(List<ObjectStatus> objects, boolean wanted) {
    return objects.stream()
        .filter(object -> object.wanted() == wanted && object.found() != wanted)
        .map(object -> {
          var refused = object.refused();
          return object.kind()
              + " "
              + object.object()
              + (refused == null ? "" : " (" + refused + ")");
        })
        .toList();
  }

  /** Returns the first of several things, and how many more there are. */
  private static String example(List<String> things) {
    int more = things.size() - 1;
    return things.getFirst() + (more == 0 ? "" : " and " + more + " more");
  }

  private void findInWatches(View view) {
    for (var session : report.bfdSessions()) {
      if (session.state().equals("Down") && view.shows(session.name())) {
        add(
            Severity.WARNING,
            "bfd " + session.name(),
            "down for " + SpanWords.age(session.forSeconds()) + ": " + session.why());
      }
    }
    for (var script : report.scripts()) {
      if (script.state().equals("down") && view.shows(script.name())) {
        add(
            Severity.WARNING,
            "script " + script.name(),
            "failing for "
                + SpanWords.age(script.forSeconds())
                + (script.result() == null ? "" : ": " + script.result()));
      }
    }
  }
}
