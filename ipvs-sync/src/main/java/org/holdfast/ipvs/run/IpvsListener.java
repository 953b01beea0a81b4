package org.holdfast.ipvs.run;

import java.util.List;
import org.holdfast.ipvs.ServiceKey;

/**
 * Receives repairs and refusals of the kernel's table. Called on the sync's loop: must not block.
 */
public interface IpvsListener {

  /** Ignores everything. */
  IpvsListener NONE =
      new IpvsListener() {
        @Override
        public void repaired(ServiceKey service, List<String> changes) {}

        @Override
        public void repairedMore(int services) {}

        @Override
        public void refused(ServiceKey service, String why) {}
      };

  /**
   * Called when another program has changed a service; the change is being undone.
   *
   * @param changes each in a few words
   */
  void repaired(ServiceKey service, List<String> changes);

  /**
   * Called with the number of further services that were changed at the same time, too many to
   * report one by one.
   */
  void repairedMore(int services);

  /** Called when the kernel has refused a command; not called again while the refusal repeats. */
  void refused(ServiceKey service, String why);
}
