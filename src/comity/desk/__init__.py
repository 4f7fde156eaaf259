"""The register: people, units, cases, requests, exhibits and jobs."""
