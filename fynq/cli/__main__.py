from fynq.cli import main

main()
