package org.holdfast.agent.snmp.mib;

/** A change that SNMP orders by SET. */
public sealed interface Setting {

  /**
   * Changes the base priority of an instance.
   *
   * @param priority 1 to 254
   * @param before the priority until then
   */
  record Priority(String instance, int priority, int before) implements Setting {

    @Override
    public Setting undone() {
      return new Priority(instance, /* priority= */ before, /* before= */ priority);
    }
  }

  /** Changes whether an instance preempts. */
  record Preempt(String instance, boolean preempt, boolean before) implements Setting {

    @Override
    public Setting undone() {
      return new Preempt(instance, /* preempt= */ before, /* before= */ preempt);
    }
  }

  /**
   * Changes the weight of a real server.
   *
   * @param weight 0 to 65535
   * @param before the weight until then
   */
  record Weight(String service, String server, int weight, int before) implements Setting {

    @Override
    public Setting undone() {
      return new Weight(service, server, /* weight= */ before, /* before= */ weight);
    }
  }

  /** Returns the change back. */
  Setting undone();
}
