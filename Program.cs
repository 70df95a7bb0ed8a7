Console.WriteLine("maple");
