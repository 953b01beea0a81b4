package org.holdfast.it.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.it.lab.Director;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.vrrp.io.InstanceStatus;

/** The reports of a running agent about itself. */
final class Answers {

  private Answers() {}

  /** Returns the only instance of this director. */
  static InstanceStatus instance(Director director) {
    return report(((HoldfastDirector) director).status()).instances().getFirst();
  }

  static StatusReport report(String json) {
    try {
      return StatusReport.fromJson(json);
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }
}
