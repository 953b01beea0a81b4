package org.holdfast.it.bench;

import java.nio.file.Path;

/**
 * A director with a large table and a virtual address, as a configuration of either make.
 *
 * @param table the table
 * @param priority the director's priority
 */
record HandoverPlan(TablePlan table, int priority) implements Configurations {
  static final String INSTANCE = "VI_1";
  static final String DEVICE = "eth0";
  static final String VIRTUAL = "10.9.0.100";
  static final int INTERVAL_MILLIS = 100;

  @Override
  public Path directory() {
    return table.directory();
  }

  /** Returns the file with the number that is added to keepalived's priority. */
  Path orderFile() {
    return directory().resolve("order");
  }

  @Override
  public String holdfast() {
    return table.holdfast(
        """
        interface: %s
        virtual-router-id: 51
        version: 3
        priority: %d
        advertisement-interval: %dms
        addresses: [%s/24]
        """
            .formatted(DEVICE, priority, INTERVAL_MILLIS, VIRTUAL));
  }

  @Override
  public String keepalived() {
    return """
    vrrp_track_file order {
      file %s
      weight 1
    }
    """
            .formatted(orderFile())
        + table.keepalived(
            """
            state BACKUP
            interface %s
            virtual_router_id 51
            version 3
            priority %d
            advert_int %s
            virtual_ipaddress {
              %s/24
            }
            track_file {
              order
            }
            """
                .formatted(DEVICE, priority, INTERVAL_MILLIS / 1000.0, VIRTUAL));
  }
}
