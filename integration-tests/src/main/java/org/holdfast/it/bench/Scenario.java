package org.holdfast.it.bench;

import org.holdfast.it.lab.Director;

/** A way to lose the master and to get it back. */
enum Scenario {
  /** A power cut: the wire goes silent and the master sends no last advert. */
  NODE_LOSS("node loss") {
    @Override
    void strike(Director master) {
      master.node().powerOff();
    }

    @Override
    void repair(Director master) {
      master.node().powerOn();
      master.start();
    }
  },
  /** The master's cable is pulled, and the master notices. */
  LINK_LOSS("link loss") {
    @Override
    void strike(Director master) {
      master.node().unplug(master.spec().device());
    }

    @Override
    void repair(Director master) {
      master.node().plug(master.spec().device());
    }
  },
  /** The master receives SIGTERM. */
  STOP("orderly stop") {
    @Override
    void strike(Director master) {
      master.stop();
    }

    @Override
    void repair(Director master) {
      master.start();
    }
  };

  private final String title;

  Scenario(String title) {
    this.title = title;
  }

  abstract void strike(Director master);

  abstract void repair(Director master);

  @Override
  public String toString() {
    return title;
  }
}
