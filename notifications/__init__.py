"""Who is told: customers by mail, staff on the desk."""
