"""From one version to the next, and back. `data-0.1.sql.gz`: the demo's municipality as version 0.1 kept it."""
