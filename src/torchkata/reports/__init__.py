"""Reports for people and programs: each module reads `report.Report`, none grades."""
