"""C35. Dialora is resold with a plan or a written permission only."""

NOT_YET = "agencies are made by the operator; plans and permissions to resell are not kept"
