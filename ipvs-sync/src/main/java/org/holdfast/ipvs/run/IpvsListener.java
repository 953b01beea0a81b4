package org.holdfast.ipvs.run;

import java.util.List;
import org.holdfast.ipvs.ServiceKey;

/** Hears what the kernel's table does of itself. Called on the sync's loop: must not block. */
public interface IpvsListener {

  /** Nobody. */
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
   * Somebody else has changed a service, which is put right.
   *
   * @param changes each in a few words
   */
  void repaired(ServiceKey service, List<String> changes);

  /** So many more were changed at the same time: more than are told one by one. */
  void repairedMore(int services);

  /** The kernel would not do a command; not told again while it repeats itself. */
  void refused(ServiceKey service, String why);
}
