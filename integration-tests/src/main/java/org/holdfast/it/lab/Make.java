package org.holdfast.it.lab;

import java.util.Locale;

/** The implementations of VRRP that the lab can run. */
public enum Make {
  HOLDFAST,
  KEEPALIVED,
  FRR;

  /** Creates a director of this make without starting it. */
  public Director director(Node node, RouterSpec spec) {
    return switch (this) {
      case HOLDFAST -> new HoldfastDirector(node, spec);
      case KEEPALIVED -> new KeepalivedDirector(node, spec);
      case FRR -> new FrrDirector(node, spec);
    };
  }

  /** Returns the tool that must be installed to run this make. */
  public Tools tool() {
    return switch (this) {
      case HOLDFAST -> Tools.HOLDFAST;
      case KEEPALIVED -> Tools.KEEPALIVED;
      case FRR -> Tools.FRR;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
